import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { startSlackStandIn } from '../../cli/local/slack-stand-in.ts';
import { type LocalTable, openLocalTable } from '../../cli/local/table.ts';
import { VARIABLES } from '../../functions/settings/environment.ts';
import { dailyRhythm } from '../../simulator/daily-rhythm.ts';
import { type Simulator, startSimulator } from '../../simulator/server.ts';
import { createSimulatedWallet } from '../../simulator/wallet.ts';
import { startTopicWithQueue, type TopicWithQueue } from '../../test/support/topic-with-queue.ts';
import { type ParameterStore, startParameterStore } from './parameter-store.ts';
import { QUARTER_MS } from './past.ts';

const MODULES = resolve(import.meta.dirname, '../../node_modules');
const SLACK_PARAMETER = '/smartlyq-runway/slack/team';
const WEBHOOK_SECRET = '/webhook-secret';
/** The one wallet that holds less than any call costs. */
export const EMPTY_WALLET = 'empty';

/** Everything that a deployed function talks to, on loopback, and a scratch folder. */
export interface LambdaWorld {
  readonly table: LocalTable;
  readonly scratch: string;
  /** Of SNS, for who wants to stand in front of it. */
  readonly topicEndpoint: string;
  /** Settings that name all wallets. */
  readonly settingsFile: string;
  /** What the functions find in their environment, and nothing of this process's own. */
  readonly env: Readonly<Record<string, string>>;
  /** Gives the wallet back what it has spent. */
  refill(): void;
  /** Which part of a poll a request belongs to. */
  partOf(request: { readonly port: number; readonly target?: string }): Part;
  close(): Promise<void>;
}

export const PARTS = ['secrets', 'API', 'read', 'write', 'publish'] as const;
export type Part = (typeof PARTS)[number];

export async function startLambdaWorld(options: {
  readonly wallets: readonly string[];
  /** Balance of every wallet but the empty one. */
  readonly balance: number;
  /** Credits a day; each request to the vendor then moves the wallet on by 15 minutes. @default none */
  readonly perDay?: number;
  /** Every wallet takes webhooks that are signed with it. @default none does */
  readonly webhookSecret?: string;
  /** The first wallet is an agency, and these are its sub-accounts, each with the same balance. @default none */
  readonly subAccounts?: readonly number[];
  /** In memory unless a folder is named. */
  readonly path?: string;
}): Promise<LambdaWorld> {
  const { wallets, balance, perDay = 0, webhookSecret, subAccounts = [], path } = options;
  const startedMs = Date.now();
  const scratch = mkdtempSync(join(tmpdir(), 'runway-bench-'));
  const settingsFile = join(scratch, 'settings.json');
  const isAgency = subAccounts.length > 0;
  const settings = settingsOf(wallets, webhookSecret !== undefined, isAgency);
  writeFileSync(settingsFile, JSON.stringify(settings));
  const [table, topic, slack, simulator] = await Promise.all([
    openLocalTable(path === undefined ? {} : { path }),
    startTopicWithQueue(),
    startSlackStandIn(),
    startVendor(balance, perDay, subAccounts),
  ]);
  const parameters = await startParameterStore((name) => {
    if (name === SLACK_PARAMETER) return slack.url;
    if (name.endsWith(WEBHOOK_SECRET)) return webhookSecret ?? '';
    return keyOf(name.split('/')[2] ?? '');
  });
  const parts = new Map<number, Part>([
    [parameters.port, 'secrets'],
    [portOf(simulator.url), 'API'],
    [portOf(topic.endpoint), 'publish'],
    [portOf(slack.url), 'publish'],
  ]);
  return {
    table,
    scratch,
    topicEndpoint: topic.endpoint,
    settingsFile,
    env: environmentOf({ table, topic, simulator, parameters }),
    refill() {
      // The wallet's time has moved on; what is topped up in its past counts at once.
      const { spent, toppedUp } = simulator.wallet.totalsAt(startedMs);
      if (spent > toppedUp) simulator.wallet.topUp(startedMs, spent - toppedUp);
    },
    partOf({ port, target = '' }) {
      const reads = /\.(Query|GetItem)$/.test(target);
      return parts.get(port) ?? (reads ? 'read' : 'write');
    },
    async close() {
      await Promise.all([table, topic, slack, simulator, parameters].map((one) => one.close()));
      rmSync(scratch, { recursive: true, force: true });
    },
  };
}

function settingsOf(wallets: readonly string[], takesWebhooks: boolean, isAgency: boolean): object {
  const webhookOf = (id: string) => ({
    webhookSecretParameter: `/smartlyq-runway/${id}${WEBHOOK_SECRET}`,
  });
  return {
    wallets: wallets.map((id, at) => ({
      id,
      ...(takesWebhooks && webhookOf(id)),
      ...(isAgency && at === 0 && { subAccounts: 'all' }),
    })),
    timeZone: 'Europe/Berlin',
    channels: [{ type: 'slack', name: 'team', parameter: SLACK_PARAMETER }],
  };
}

function startVendor(
  balance: number,
  perDay: number,
  subAccounts: readonly number[],
): Promise<Simulator> {
  const startMs = Date.now();
  let atMs = startMs;
  const spending = (credits: number, left: number) =>
    createSimulatedWallet({
      startMs,
      balance: left,
      currency: 'SQC',
      spend: dailyRhythm({ perDay: credits, seed: 9 }),
    });
  const wallet = spending(perDay, balance);
  const workspaces = subAccounts.map((id) => ({
    id,
    name: `Client ${id}`,
    wallet: spending(0, balance),
  }));
  return startSimulator({
    wallet,
    ...(workspaces.length > 0 && { workspaces }),
    clock: Date.now,
    walletClock: () => atMs,
    onRequest: () => {
      atMs += QUARTER_MS;
    },
    ratePerMinute: 1e9,
    apiKeys: [
      { key: keyOf('main'), wallet },
      { key: keyOf(EMPTY_WALLET), wallet: spending(0, 1) },
    ],
  });
}

/** All wallets but the empty one share a key, and so a balance. */
function keyOf(wallet: string): string {
  return wallet === EMPTY_WALLET ? 'sqk_live_bench000000000empty' : 'sqk_live_bench0000000000main';
}

function environmentOf(world: {
  readonly table: LocalTable;
  readonly topic: TopicWithQueue;
  readonly simulator: Simulator;
  readonly parameters: ParameterStore;
}): Record<string, string> {
  return {
    // Where the runtime keeps its SDK; only the default bundling looks there.
    NODE_PATH: MODULES,
    HOME: '/nonexistent',
    AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x',
    AWS_LAMBDA_FUNCTION_NAME: 'poll',
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '256',
    AWS_REGION: 'eu-west-1',
    AWS_ACCESS_KEY_ID: 'local',
    AWS_SECRET_ACCESS_KEY: 'local',
    AWS_SESSION_TOKEN: 'local',
    AWS_ENDPOINT_URL_DYNAMODB: world.table.endpoint,
    AWS_ENDPOINT_URL_SNS: world.topic.endpoint,
    AWS_ENDPOINT_URL_SSM: world.parameters.endpoint,
    // Those that only other functions read only have to be there.
    ...Object.fromEntries(
      Object.values(VARIABLES).map((name) => [name, 'https://example.invalid']),
    ),
    [VARIABLES.table]: world.table.tableName,
    [VARIABLES.topicArn]: world.topic.topicArn,
    [VARIABLES.baseUrl]: world.simulator.url,
  };
}

function portOf(url: string): number {
  return Number(new URL(url).port);
}
