import { SNSClient, SubscribeCommand } from '@aws-sdk/client-sns';
import {
  CreateQueueCommand,
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { type SlackStandIn, startSlackStandIn } from '../../cli/local/slack-stand-in.ts';
import { SECOND_MS } from '../../functions/core/ledger/durations.ts';
import { type Simulator, startSimulator } from '../../simulator/server.ts';
import { createSimulatedWallet, type SimulatedWallet } from '../../simulator/wallet.ts';

/** A wallet whose spending is the test's to say. */
export interface SteeredWallet {
  readonly wallet: SimulatedWallet;
  /** Charges so many credits within the next seconds. */
  spend(credits: number): void;
}

/** A steered wallet and its sub-accounts, behind the simulated API. */
export interface SteeredApi extends Simulator, SteeredWallet {
  /** By the vendor's number. */
  readonly subAccounts: ReadonlyMap<string, SteeredWallet>;
}

/** The last is nearly empty. Credits. */
const SUB_ACCOUNTS = [900, 800, 700, 600, 500, 12];
const FIRST_SUB_ACCOUNT = 421_001;

export async function startSteeredApi(balance: number): Promise<SteeredApi> {
  const steered = steeredWallet(balance);
  const subAccounts = SUB_ACCOUNTS.map((credits, at) => ({
    id: FIRST_SUB_ACCOUNT + at,
    name: `Client ${at + 1}`,
    ...steeredWallet(credits),
  }));
  const simulator = await startSimulator({
    wallet: steered.wallet,
    workspaces: subAccounts,
    clock: Date.now,
    shape: 'older',
    ratePerMinute: 6_000,
    allowLoopbackWebhooks: true,
  });
  return {
    ...simulator,
    ...steered,
    subAccounts: new Map(subAccounts.map(({ id, ...theirs }) => [String(id), theirs])),
  };
}

function steeredWallet(balance: number): SteeredWallet {
  let due = 0;
  const wallet = createSimulatedWallet({
    startMs: Date.now(),
    balance,
    currency: 'SQC',
    spend: {
      perDay: 0,
      stepAt(atMs) {
        const calls = due > 0 ? [{ atMs, cost: due * 10_000 }] : [];
        due = 0;
        return { untilMs: atMs + SECOND_MS, calls };
      },
    },
  });
  return {
    wallet,
    spend(credits) {
      due += credits;
    },
  };
}

export interface Inboxes {
  readonly slack: SlackStandIn;
  /** Everything that the topic has sent to the queue, as its subscribers get it. */
  queued(): Promise<readonly Record<string, unknown>[]>;
  subscribeQueue(topicArn: string): Promise<void>;
  close(): Promise<void>;
}

export async function openInboxes(run: string): Promise<Inboxes> {
  const slack = await startSlackStandIn();
  const sqs = new SQSClient();
  const sns = new SNSClient();
  const seen: Record<string, unknown>[] = [];
  const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: `${run}-inbox` }));
  return {
    slack,
    async subscribeQueue(TopicArn) {
      const { Attributes } = await sqs.send(
        new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['QueueArn'] }),
      );
      const Endpoint = Attributes?.QueueArn;
      await sns.send(new SubscribeCommand({ TopicArn, Protocol: 'sqs', Endpoint }));
    },
    async queued() {
      for (;;) {
        const { Messages = [] } = await sqs.send(new ReceiveMessageCommand({ QueueUrl }));
        if (Messages.length === 0) return seen;
        for (const { Body = '', ReceiptHandle } of Messages) {
          seen.push(JSON.parse(JSON.parse(Body).Message));
          await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
        }
      }
    },
    async close() {
      sqs.destroy();
      sns.destroy();
      await slack.close();
    },
  };
}
