import { createHmac } from 'node:crypto';
import { ScanCommand } from '@aws-sdk/client-dynamodb';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { openLocalTable } from '../../../cli/local/table.ts';
import { createPollInvoker } from '../../../functions/adapters/aws/poll-invoker.ts';
import {
  fixedSecret,
  SecretMissingError,
  type SecretSource,
} from '../../../functions/adapters/aws/secret-source.ts';
import { createEventStore } from '../../../functions/adapters/table/event-items.ts';
import { type Delivery, receiveWebhook } from '../../../functions/webhook/receive-webhook.ts';
import { LOCAL_AWS } from '../../support/topic-with-queue.ts';
import { loopbackServer, type Respond } from '../adapters/http/loopback-server.ts';

export const NOW = Date.UTC(2026, 10, 22, 12);
export const SECRETS: Readonly<Record<string, string>> = {
  main: 'whsec_a1b2c3d4e5f6',
  second: 'whsec_f6e5d4c3b2a1',
};

const queued: Respond = (response) => void response.writeHead(202).end();

/** The webhook's world: a table, a Lambda service that records what it is asked, and two wallets' secrets. */
export async function receiver(respond = queued) {
  const table = await openLocalTable();
  const lambda = await loopbackServer(respond);
  const events = createEventStore(table.client, table.tableName);
  const reads: string[] = [];
  const lines: { message: string; facts: Record<string, unknown> }[] = [];
  const secretFor = (wallet: string): SecretSource | undefined => {
    if (wallet === 'unset') {
      return { read: () => Promise.reject(new SecretMissingError('/unset')) };
    }
    const secret = SECRETS[wallet];
    if (secret === undefined) return undefined;
    const source = fixedSecret(secret);
    return {
      read() {
        reads.push(wallet);
        return source.read();
      },
    };
  };
  const say = (message: string, facts: Record<string, unknown>) => lines.push({ message, facts });
  const client = new LambdaClient({ ...LOCAL_AWS, endpoint: lambda.url, maxAttempts: 1 });
  const deps = {
    secretFor,
    events,
    invokePoll: createPollInvoker({ client, functionName: 'the-poll' }),
    invokeSubAccounts: createPollInvoker({ client, functionName: 'the-sub-accounts' }),
    isWatched: (_wallet: string, subAccount: string) => subAccount === '421077',
    clock: () => NOW,
    log: { info: say, warn: say, error: say },
  };
  return {
    table,
    events,
    lines,
    /** Wallets whose secret was asked for. */
    reads,
    invocations: lambda.requests,
    receive: (delivery: Delivery) => receiveWebhook(delivery, deps),
    async items() {
      const scan = new ScanCommand({ TableName: table.tableName, ConsistentRead: true });
      const { Items = [] } = await table.client.send(scan);
      return Items.toSorted((a, b) => ((a.pk?.S ?? '') < (b.pk?.S ?? '') ? -1 : 1));
    },
    close: () => table.close(),
  };
}

export function envelope(id: string, event = 'balance.low', data: object = { balance: 4.5 }) {
  return JSON.stringify({ id, event, created_at: '2026-11-22T11:59:58Z', data });
}

/** `X-SmartlyQ-Signature` as the vendor documents it. */
export function sign(body: string, secret: string, timestamp = String(NOW / 1_000)): string {
  const digest = createHmac('sha256', secret).update(`${timestamp}.${body}`).digest('hex');
  return `t=${timestamp},v1=${digest}`;
}

/** A delivery as it would be accepted. */
export function delivery(body: string, wallet = 'main'): Delivery {
  return {
    method: 'POST',
    path: `/${wallet}`,
    signature: sign(body, SECRETS[wallet] ?? ''),
    body,
    isBase64: false,
  };
}
