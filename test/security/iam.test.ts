import { createHmac, randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Template } from 'aws-cdk-lib/assertions';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { startSlackStandIn } from '../../cli/local/slack-stand-in.ts';
import { openLocalTable } from '../../cli/local/table.ts';
import { fixedSecret } from '../../functions/adapters/aws/secret-source.ts';
import { createLinkSigner } from '../../functions/adapters/web/signed-links.ts';
import { DAY_MS, HOUR_MS } from '../../functions/core/ledger/durations.ts';
import { parseSettings, SETTINGS_FILE } from '../../functions/settings/settings.ts';
import { bundle } from '../../infra/bundle.ts';
import { BundledFunction } from '../../infra/bundled-function.ts';
import { startSimulator } from '../../simulator/server.ts';
import { stackOf, trialApp } from '../infra/stack.ts';
import { subAccount } from '../support/agency-world.ts';
import { type AwsCall, startRecorder, tableContext } from '../support/call-recorder.ts';
import { START_MS } from '../support/falling-wallet.ts';
import { startFunctionUrl, type UrlHandler } from '../support/function-url.ts';
import { ACCOUNT, deployedTemplate, isAllowed, REGION } from '../support/synthesised-policies.ts';
import { LOCAL_AWS, startTopicWithQueue } from '../support/topic-with-queue.ts';

const LINK_KEY = randomBytes(32).toString('base64url');
const WEBHOOK_SECRET = 'whsec_0123456789ab';
const SETTINGS = {
  wallets: [{ id: 'main', webhookSecretParameter: '/webhook-secret', subAccounts: 'all' }],
  email: 'a@example.com',
  channels: [{ type: 'slack', name: 'team', parameter: '/slack/team' }],
  digest: { every: 'day' },
  timeZone: 'UTC',
};
const FUNCTIONS = ['poll', 'sub-accounts', 'digest', 'report', 'webhook'] as const;
type Name = (typeof FUNCTIONS)[number];

const stack = stackOf(trialApp(), SETTINGS);
const deployed = deployedTemplate(Template.fromStack(stack));
const logicalIds = Object.fromEntries(
  stack.node
    .findAll()
    .filter((one) => one instanceof BundledFunction)
    .map((one) => {
      const role = stack.getLogicalId(one.node.findChild('Role').node.defaultChild as never);
      const id = stack.getLogicalId(one.lambda.node.defaultChild as never);
      const name = relative(resolve('functions'), resolve(one.entry)).split('/')[0];
      return [name, { id, policies: deployed.policiesOf(role) }];
    }),
) as Record<Name, { id: string; policies: unknown[] }>;

const TABLE = `arn:aws:dynamodb:${REGION}:${ACCOUNT}:table/`;
const parameter = (name: string) =>
  `arn:aws:ssm:${REGION}:${ACCOUNT}:parameter/${name.replace(/^\//, '')}`;
const pollVariables = deployed.variablesOf(logicalIds.poll.id);
const table = `${TABLE}${pollVariables.RUNWAY_TABLE}`;
const topic = pollVariables.RUNWAY_TOPIC_ARN ?? '';
const webhookVariables = deployed.variablesOf(logicalIds.webhook.id);

const calls: Record<Name, Map<string, AwsCall>> = {
  poll: new Map(),
  'sub-accounts': new Map(),
  digest: new Map(),
  report: new Map(),
  webhook: new Map(),
};
let running: Name = 'poll';

function record(action: string, resource: string, context: AwsCall['context'] = {}): void {
  const call = { action, resource, context };
  calls[running].set(JSON.stringify(call), call);
}

beforeAll(async () => {
  let nowMs = START_MS;
  vi.useFakeTimers({ toFake: ['Date'], now: START_MS });
  const own = subAccount(1, { startMs: START_MS, balance: 800, perDay: 100 }).wallet;
  const [history, topicWithQueue, slack, simulator] = await Promise.all([
    openLocalTable(),
    startTopicWithQueue(),
    startSlackStandIn(),
    startSimulator({
      wallet: own,
      workspaces: [subAccount(421_001, { startMs: START_MS, balance: 100, perDay: 20 })],
      clock: () => nowMs,
      ratePerMinute: 1_000_000,
    }),
  ]);
  const secrets: Readonly<Record<string, string>> = {
    '/smartlyq-runway/main/api-key': 'sqk_live_0123456789abcdef',
    '/webhook-secret': WEBHOOK_SECRET,
    '/slack/team': slack.url,
    '/smartlyq-runway/link-key': LINK_KEY,
  };
  const recorders = await Promise.all([
    startRecorder(
      ({ target, body }) => record(`dynamodb:${target}`, table, tableContext(body)),
      history.endpoint,
    ),
    startRecorder(
      ({ body }) => record(`sns:${new URLSearchParams(body).get('Action')}`, topic),
      topicWithQueue.endpoint,
    ),
    startRecorder(
      ({ target, body }) => record(`ssm:${target}`, parameter(JSON.parse(body).Name)),
      ({ body }) => {
        const { Name } = JSON.parse(body);
        return { status: 200, body: JSON.stringify({ Parameter: { Name, Value: secrets[Name] } }) };
      },
    ),
    startRecorder(
      ({ path }) => record('lambda:InvokeFunction', decodeURIComponent(path.split('/')[3] ?? '')),
      () => ({ status: 202, body: '' }),
    ),
  ]);
  const [dynamodb, sns, ssm, lambda] = recorders.map(({ url }) => url);
  const folder = mkdtempSync(join(tmpdir(), 'runway-iam-'));
  for (const [name, value] of Object.entries({
    POWERTOOLS_LOG_LEVEL: 'SILENT',
    AWS_REGION: LOCAL_AWS.region,
    AWS_ACCESS_KEY_ID: LOCAL_AWS.credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: LOCAL_AWS.credentials.secretAccessKey,
    AWS_ENDPOINT_URL_DYNAMODB: dynamodb,
    AWS_ENDPOINT_URL_SNS: sns,
    AWS_ENDPOINT_URL_SSM: ssm,
    AWS_ENDPOINT_URL_LAMBDA: lambda,
    RUNWAY_TABLE: history.tableName,
    RUNWAY_TOPIC_ARN: topicWithQueue.topicArn,
    RUNWAY_BASE_URL: simulator.url,
    RUNWAY_POLL_FUNCTION: webhookVariables.RUNWAY_POLL_FUNCTION,
    RUNWAY_SUB_WALLETS_FUNCTION: webhookVariables.RUNWAY_SUB_WALLETS_FUNCTION,
  })) {
    vi.stubEnv(name, value);
  }
  async function deploy(name: Name): Promise<(input: unknown) => Promise<unknown>> {
    const place = join(folder, name);
    bundle(resolve(`functions/${name}/handler.ts`), place);
    writeFileSync(join(place, SETTINGS_FILE), JSON.stringify(parseSettings(SETTINGS)));
    const { handler } = await import(pathToFileURL(join(place, 'index.mjs')).href);
    return handler;
  }
  const page = await startFunctionUrl((await deploy('report')) as UrlHandler);
  vi.stubEnv('RUNWAY_REPORT_URL', page.url);
  const poll = await deploy('poll');
  const sweep = await deploy('sub-accounts');
  const digest = await deploy('digest');
  const webhook = await startFunctionUrl((await deploy('webhook')) as UrlHandler);

  async function run<T>(name: Name, call: () => Promise<T>): Promise<T> {
    running = name;
    return call();
  }
  async function push(id: string, event: string, data: object): Promise<void> {
    const body = JSON.stringify({ id, event, created_at: new Date(nowMs).toISOString(), data });
    const t = Math.floor(nowMs / 1_000);
    const v1 = createHmac('sha256', WEBHOOK_SECRET).update(`${t}.${body}`).digest('hex');
    const headers = { 'x-smartlyq-signature': `t=${t},v1=${v1}` };
    const answer = await run('webhook', () =>
      fetch(`${webhook.url}main`, { method: 'POST', headers, body }),
    );
    expect(answer.status).toBe(200);
  }

  try {
    // Nine days: alerts of every level, one outage of the vendor, days that close, digests.
    for (let hour = 0; hour < 9 * 24; hour += 2) {
      nowMs = START_MS + hour * HOUR_MS;
      vi.setSystemTime(nowMs);
      if (hour === 100) simulator.failNext({ kind: 'status', status: 401 }, 1_000);
      const polled = run('poll', () => poll({ wallet: 'main' }));
      if (hour === 100) await expect(polled).rejects.toThrow();
      else await polled;
      simulator.clearFaults();
      await run('sub-accounts', () => sweep({ wallet: 'main' }));
      if (hour % 24 === 8) {
        await run('digest', () => digest({ scheduledAt: new Date(nowMs).toISOString() }));
      }
    }
    await push('evt_1', 'account_billing.failed', { period: '2026-11' });
    await push('evt_1', 'account_billing.failed', { period: '2026-11' });
    await push('evt_2', 'balance.low', { profile_workspace_id: 421_001 });
    await run('poll', () => poll({ wallet: 'main', event: { id: 'evt_1' } }));
    await run('sub-accounts', () => sweep({ wallet: 'main', event: { id: 'evt_2' } }));
    await run('poll', () => poll({ wallet: 'main', test: true }));
    const signer = createLinkSigner(fixedSecret(LINK_KEY), page.url, () => nowMs);
    const expiresAtMs = nowMs + DAY_MS;
    const link = (await signer.sign({ purpose: 'snooze', wallet: 'main', expiresAtMs })) ?? '';
    const local = link.replace('https:', 'http:');
    const form = new URLSearchParams({ until: String(nowMs + HOUR_MS), reason: 'x', by: 'Ana' });
    for (const init of [{}, { method: 'POST', body: form }, { method: 'POST', body: form }]) {
      const answer = await run('report', () => fetch(local, { redirect: 'manual', ...init }));
      expect([200, 303]).toContain(answer.status);
    }
    await run('poll', () => poll({ wallet: 'main' }));
  } finally {
    vi.useRealTimers();
    vi.unstubAllEnvs();
    rmSync(folder, { recursive: true });
    const all = [page, webhook, ...recorders, simulator, slack, topicWithQueue, history];
    await Promise.all(all.map((one) => one.close()));
  }
}, 120_000);
afterAll(() => vi.useRealTimers());

describe('every AWS call that the deployed bundles make', () => {
  it.each(FUNCTIONS)('is allowed to the role of %s', async (name) => {
    const made = [...calls[name].values()];
    expect(made.length).toBeGreaterThan(2);
    const denied = [];
    for (const call of made) {
      if (!(await isAllowed(logicalIds[name].policies, call))) denied.push(call);
    }
    expect(denied).toEqual([]);
  });

  it('was made here: no action is granted that no function was seen to use', () => {
    const granted = FUNCTIONS.flatMap((name) =>
      (logicalIds[name].policies as { Statement: { Action: string | string[] }[] }[])
        .flatMap(({ Statement }) => Statement)
        .flatMap(({ Action }) => [Action].flat())
        // Lambda's own, for the function.
        .filter((action) => !/^(logs|sqs):/.test(action))
        .map((action) => `${name} ${action}`),
    );
    const used = FUNCTIONS.flatMap((name) =>
      [...calls[name].values()].map(({ action }) => `${name} ${action}`),
    );
    expect([...new Set(granted)].filter((one) => !used.includes(one))).toEqual([]);
  });
});

const inTable = (action: string, partition: string, attributes?: string[], more = {}): AwsCall => ({
  action: `dynamodb:${action}`,
  resource: table,
  context: {
    'dynamodb:LeadingKeys': [partition],
    ...(attributes && { 'dynamodb:Attributes': attributes }),
    ...more,
  },
});
const plain = (action: string, resource: string): AwsCall => ({ action, resource, context: {} });
const WAITING = ['pk', 'sk', 'waiting'];

describe('no role allows', () => {
  it.each<[Name, string, AwsCall]>([
    ['webhook', 'to read a wallet', inTable('GetItem', 'WALLET#main')],
    ['webhook', 'to replace a state', inTable('PutItem', 'WALLET#main', ['pk', 'sk', 'version'])],
    ['webhook', 'to replace a state by a set', inTable('PutItem', 'WALLET#main', WAITING)],
    ['webhook', 'to change a state', inTable('UpdateItem', 'WALLET#main', [...WAITING, 'version'])],
    [
      'webhook',
      'to read what it changes',
      inTable('UpdateItem', 'WALLET#main', WAITING, { 'dynamodb:ReturnValues': 'ALL_OLD' }),
    ],
    ['webhook', 'to change an update without its attributes', inTable('UpdateItem', 'WALLET#main')],
    ['webhook', 'to call an event done', inTable('UpdateItem', 'EVENT#main', WAITING)],
    ['webhook', 'to snooze', inTable('PutItem', 'SNOOZE#main')],
    ['webhook', 'to query', inTable('Query', 'EVENT#main')],
    [
      'webhook',
      'an API key',
      plain('ssm:GetParameter', parameter('/smartlyq-runway/main/api-key')),
    ],
    ['webhook', 'the link key', plain('ssm:GetParameter', parameter('/smartlyq-runway/link-key'))],
    ['webhook', 'to publish', plain('sns:Publish', topic)],
    ['webhook', 'the digest', plain('lambda:InvokeFunction', deployed.arnOf(logicalIds.digest.id))],
    ['report', 'to write a wallet', inTable('PutItem', 'WALLET#main')],
    [
      'report',
      'to write two partitions',
      {
        ...inTable('PutItem', ''),
        context: { 'dynamodb:LeadingKeys': ['SNOOZE#main', 'WALLET#main'] },
      },
    ],
    ['report', 'to change a snooze', inTable('UpdateItem', 'SNOOZE#main')],
    ['report', 'an API key', plain('ssm:GetParameter', parameter('/smartlyq-runway/main/api-key'))],
    ['report', 'to publish', plain('sns:Publish', topic)],
    ['digest', 'to write a wallet', inTable('PutItem', 'WALLET#main')],
    ['digest', 'an API key', plain('ssm:GetParameter', parameter('/smartlyq-runway/main/api-key'))],
    ['poll', 'to delete', inTable('DeleteItem', 'WALLET#main')],
    ['poll', 'to scan', plain('dynamodb:Scan', table)],
    ['poll', 'another table', { ...inTable('GetItem', 'x'), resource: `${TABLE}other` }],
    ['poll', 'the webhook secret', plain('ssm:GetParameter', parameter('/webhook-secret'))],
    [
      'poll',
      'to store a secret',
      plain('ssm:PutParameter', parameter('/smartlyq-runway/main/api-key')),
    ],
    ['poll', 'another topic', plain('sns:Publish', `${topic}x`)],
    ['poll', 'itself', plain('lambda:InvokeFunction', deployed.arnOf(logicalIds.poll.id))],
    ['sub-accounts', 'to delete', inTable('DeleteItem', 'WALLET#main')],
    [
      'sub-accounts',
      'the poll',
      plain('lambda:InvokeFunction', deployed.arnOf(logicalIds.poll.id)),
    ],
  ])('%s %s', async (name, _, call) => {
    expect(await isAllowed(logicalIds[name].policies, call)).toBe(false);
  });
});
