import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { type DeployedStack, deployedStack } from '../../cli/deployment/stack.ts';
import { createWalletStore } from '../../functions/adapters/table/wallet-store.ts';
import { DAY_MS } from '../../functions/core/ledger/durations.ts';
import type { Reading } from '../../functions/core/ledger/reading.ts';
import { signatureOf } from '../../simulator/webhooks.ts';
import { cdk, type Ended, openLink, runway } from './emulator.ts';
import {
  type Inboxes,
  openInboxes,
  type SteeredApi,
  startSteeredApi,
} from './wallet-and-inboxes.ts';

/** One deployment, from its first settings file to its end, and everything it talks to. */
export interface Run {
  /** Of the stack, and of everything else that is this run's own. */
  readonly name: string;
  readonly folder: string;
  readonly key: string;
  readonly email: string;
  readonly keyParameter: string;
  readonly slackParameter: string;
  readonly linkKeyParameter: string;
  readonly webhookParameter: string;
  readonly api: SteeredApi;
  readonly inboxes: Inboxes;
  readonly dynamodb: DynamoDBClient;
  /** As the first deployment left it. @throws before that */
  readonly stack: DeployedStack;
  webhookSecret: string;
  /** Writes the settings file with this beside what it has. */
  changeSettings(changes?: Readonly<Record<string, unknown>>): void;
  cdk(command: string, ...more: readonly string[]): Promise<Ended>;
  /** Looks at what was deployed, from now on known as `stack`. */
  lookAtStack(): Promise<DeployedStack>;
  setup(): Promise<Ended>;
  doctor(...more: readonly string[]): Promise<Ended>;
  teardown(...more: readonly string[]): Promise<Ended>;
  /** A command that looks at the deployed stack. */
  ask(command: string, ...more: readonly string[]): Promise<Ended>;
  /** What was recorded of a wallet or sub-account, oldest first. */
  readings(wallet?: string): Promise<readonly Reading[]>;
  /** Posts what the vendor would. @returns the status */
  deliver(event: Readonly<Record<string, unknown>>, secret?: string): Promise<number | undefined>;
  end(): Promise<void>;
}

export async function startRun(): Promise<Run> {
  const name = `runway-e2e-${Date.now().toString(36)}`;
  const key = `sqk_live_${name.replaceAll('-', '')}`;
  const email = 'owner@example.com';
  const keyParameter = `/${name}/main/api-key`;
  const slackParameter = `/${name}/slack/team`;
  const linkKeyParameter = `/${name}/link-key`;
  const webhookParameter = `/${name}/main/webhook-secret`;
  const folder = mkdtempSync(join(tmpdir(), `${name}-`));
  const config = join(folder, 'runway.config.json');
  const dynamodb = new DynamoDBClient();
  const [api, inboxes] = await Promise.all([startSteeredApi(1_000), openInboxes(name)]);
  let found: DeployedStack | undefined;

  const settings = {
    wallets: [
      {
        id: 'main',
        name: 'Main wallet',
        apiKeyParameter: keyParameter,
        webhookSecretParameter: webhookParameter,
        subAccounts: 'all',
      },
    ],
    timeZone: 'Europe/Berlin',
    email,
    channels: [{ type: 'slack', name: 'team', parameter: slackParameter }],
    pollMinutes: 1,
    linkKeyParameter,
    digest: { every: 'day', at: farFromNow() },
  };

  const run: Run = {
    ...{ name, folder, key, email, api, inboxes, dynamodb },
    ...{ keyParameter, slackParameter, linkKeyParameter, webhookParameter },
    webhookSecret: '',
    get stack() {
      if (found === undefined) throw new Error('nothing is deployed yet');
      return found;
    },
    changeSettings(changes = {}) {
      writeFileSync(config, JSON.stringify({ ...settings, ...changes }));
    },
    cdk(command, ...more) {
      const context = [`config=${config}`, `stackName=${name}`, `baseUrl=${api.url}`];
      const out = join(folder, `cdk.${command}`);
      return cdk([command, ...context.flatMap((pair) => ['-c', pair]), '-o', out, ...more]);
    },
    async lookAtStack() {
      found = await deployedStack(name);
      return found;
    },
    setup() {
      const secrets = ['--key-stdin', '--channel-stdin'];
      const args = ['setup', '--config', config, '--base-url', api.url, ...secrets];
      return runway(args, folder, `${key}\n${inboxes.slack.url}\n`);
    },
    doctor: (...more) => run.ask('doctor', '--config', config, ...more),
    teardown: (...more) => run.ask('teardown', '--config', config, '--yes', ...more),
    ask: (command, ...more) => runway([command, '--stack', name, ...more], folder),
    async readings(wallet = 'main') {
      const store = createWalletStore(dynamodb, run.stack.table);
      const recorded = store.readings(wallet, 0, Date.now() + DAY_MS);
      return (await Array.fromAsync(recorded)).map(({ reading }) => reading);
    },
    async deliver(event, secret = run.webhookSecret) {
      const body = JSON.stringify({ created_at: new Date().toISOString(), ...event });
      const answer = await openLink(`${run.stack.outputs.WebhookUrl ?? ''}main`, body, {
        'content-type': 'application/json',
        'x-smartlyq-signature': signatureOf(body, secret, Date.now()),
      });
      return answer.status;
    },
    async end() {
      if ((await stackStatus(name)) !== undefined) await run.teardown();
      await Promise.all([api.close(), inboxes.close()]);
      rmSync(folder, { recursive: true });
    },
  };
  return run;
}

/** A digest that goes out in the middle of the test would be an alert too many. */
function farFromNow(): string {
  return new Date(Date.now() + DAY_MS / 2).toISOString().slice(11, 16);
}

/** CloudFormation's word; undefined: there is none. */
export async function stackStatus(name: string): Promise<string | undefined> {
  try {
    const found = await new CloudFormationClient().send(
      new DescribeStacksCommand({ StackName: name }),
    );
    return found.Stacks?.[0]?.StackStatus;
  } catch {
    return undefined;
  }
}
