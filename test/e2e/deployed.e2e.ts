import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  CloudFormationClient,
  DescribeStacksCommand,
  GetTemplateCommand,
} from '@aws-sdk/client-cloudformation';
import { DescribeTableCommand, DynamoDBClient, QueryCommand } from '@aws-sdk/client-dynamodb';
import { GetParametersCommand, SSMClient } from '@aws-sdk/client-ssm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parametersOf } from '../../cli/deployment/parameters.ts';
import { type DeployedStack, deployedStack } from '../../cli/deployment/stack.ts';
import { signatureOf } from '../../cli/simulator/webhooks.ts';
import { createEventStore } from '../../functions/adapters/event-items.ts';
import { fixedSecret } from '../../functions/adapters/secret-source.ts';
import { createSecrets } from '../../functions/adapters/secrets.ts';
import { createLinkSigner } from '../../functions/adapters/signed-links.ts';
import { createSmartlyqClient } from '../../functions/adapters/smartlyq-client.ts';
import { createSnoozeStore } from '../../functions/adapters/snooze-item.ts';
import { createWalletStore } from '../../functions/adapters/wallet-store.ts';
import { VENDOR_EVENTS } from '../../functions/core/vendor-event.ts';
import { breakages } from './breakages.ts';
import { documentedQueries } from './documented-queries.ts';
import { cdk, openLink, runway, until } from './emulator.ts';
import { itemsOf, keepAsAwsDoes } from './kept-table.ts';
import {
  type Inboxes,
  openInboxes,
  type SteeredApi,
  startSteeredApi,
} from './wallet-and-inboxes.ts';

const RUN = `runway-e2e-${Date.now().toString(36)}`;
const KEY = `sqk_live_${RUN.replaceAll('-', '')}`;
const EMAIL = 'owner@example.com';
const KEY_PARAMETER = `/${RUN}/main/api-key`;
const SLACK_PARAMETER = `/${RUN}/slack/team`;
const LINK_KEY_PARAMETER = `/${RUN}/link-key`;
const WEBHOOK_PARAMETER = `/${RUN}/main/webhook-secret`;
const SECRETS = [KEY_PARAMETER, SLACK_PARAMETER, LINK_KEY_PARAMETER, WEBHOOK_PARAMETER];
const DAY_MS = 86_400_000;

const folder = mkdtempSync(join(tmpdir(), `${RUN}-`));
const config = join(folder, 'runway.config.json');
const dynamodb = new DynamoDBClient();
let api: SteeredApi;
let inboxes: Inboxes;
let stack: DeployedStack;
let webhookSecret: string;

const SETTINGS = {
  wallets: [
    {
      id: 'main',
      name: 'Main wallet',
      apiKeyParameter: KEY_PARAMETER,
      webhookSecretParameter: WEBHOOK_PARAMETER,
    },
  ],
  timeZone: 'Europe/Berlin',
  email: EMAIL,
  slack: [{ name: 'team', parameter: SLACK_PARAMETER }],
  pollMinutes: 1,
  linkKeyParameter: LINK_KEY_PARAMETER,
  digest: { every: 'day', at: farFromNow() },
};

/** A digest that goes out in the middle of the test would be an alert too many. */
function farFromNow(): string {
  return new Date(Date.now() + DAY_MS / 2).toISOString().slice(11, 16);
}

function writeSettings(changes: Readonly<Record<string, unknown>> = {}): void {
  writeFileSync(config, JSON.stringify({ ...SETTINGS, ...changes }));
}

function deploy(...more: readonly string[]) {
  return cdk([
    'deploy',
    ...['-c', `config=${config}`, '-c', `stackName=${RUN}`, '-c', `baseUrl=${api.url}`],
    ...['-o', join(folder, 'cdk.out'), ...more],
  ]);
}

async function stackStatus(name: string): Promise<string | undefined> {
  try {
    const found = await new CloudFormationClient().send(
      new DescribeStacksCommand({ StackName: name }),
    );
    return found.Stacks?.[0]?.StackStatus;
  } catch {
    return undefined;
  }
}

async function readings(table = stack.table) {
  const store = createWalletStore(dynamodb, table);
  const found = [];
  for await (const { reading } of store.readings('main', 0, Date.now() + DAY_MS))
    found.push(reading);
  return found;
}

const doctor = (...more: readonly string[]) =>
  runway(['doctor', '--stack', RUN, '--config', config, ...more], folder);

beforeAll(async () => {
  [api, inboxes] = await Promise.all([startSteeredApi(1_000), openInboxes(RUN)]);
  const bootstrapped = await stackStatus('CDKToolkit');
  if (bootstrapped !== undefined) return;
  const { code, said } = await cdk(['bootstrap', 'aws://000000000000/us-east-1']);
  expect(code, said).toBe(0);
});

afterAll(async () => {
  if ((await stackStatus(RUN)) !== undefined) {
    await runway(['teardown', '--stack', RUN, '--config', config, '--yes'], folder);
  }
  await Promise.all([api.close(), inboxes.close()]);
  rmSync(folder, { recursive: true });
});

describe('before anything is created', () => {
  it.each([
    ['no e-mail address', { email: 'nobody' }, 'must be an e-mail address'],
    [
      '201 wallets',
      { wallets: Array.from({ length: 201 }, (_, at) => ({ id: `w${at}` })) },
      'must be a list of 1 to 200 wallets',
    ],
    ['a rhythm of no minutes', { pollMinutes: 0 }, 'pollMinutes: 0 must be'],
  ])('settings with %s are refused', async (_, changes, words) => {
    writeSettings(changes);
    const { code, said } = await deploy();
    expect(code).not.toBe(0);
    expect(said).toContain(words);
    expect(await stackStatus(RUN)).toBeUndefined();
  });

  it('a key that SmartlyQ rejects is not stored', async () => {
    writeSettings();
    api.failNext({ kind: 'status', status: 401 }, Number.POSITIVE_INFINITY);
    const { code, said } = await runway(
      ['setup', '--config', config, '--base-url', api.url, '--key-stdin', '--slack-stdin'],
      folder,
      `${KEY}\n${inboxes.slack.url}\n`,
    );
    api.clearFaults();
    expect([code, said]).toEqual([1, expect.stringContaining('SmartlyQ rejects the API key')]);
    expect(said).not.toContain(KEY);
  });
});

describe('from a key to an alert', () => {
  it('setup checks and stores the secrets, and names the next command', async () => {
    const { code, said } = await runway(
      ['setup', '--config', config, '--base-url', api.url, '--key-stdin', '--slack-stdin'],
      folder,
      `${KEY}\n${inboxes.slack.url}\n`,
    );
    expect(code, said).toBe(0);
    expect(said).toContain('the balance is 1000 SQC');
    expect(said).toContain(`stored, encrypted, at ${KEY_PARAMETER}`);
    expect(said).toContain('npx cdk deploy');
    expect(said).not.toContain(KEY);
    expect(said).not.toContain(inboxes.slack.url);
    expect(inboxes.slack.messages).toHaveLength(1);
  });

  it('the stack deploys, and says what people need', async () => {
    const { code, said } = await deploy();
    expect(code, said).toBe(0);
    stack = await deployedStack(RUN);
    expect(stack.status).toBe('CREATE_COMPLETE');
    expect(said).toContain(`${RUN}.NextCommand = npm run -s runway -- doctor --stack ${RUN}`);
    await inboxes.subscribeQueue(stack.alertTopicArn);
  });

  it('the scheduler makes two readings', async () => {
    const made = await until('two readings', async () => {
      const found = await readings();
      return found.length >= 2 ? found : undefined;
    });
    expect(made.map(({ balance }) => balance)).toEqual(
      made.map(() => ({ decimal: '1000', currency: 'SQC' })),
    );
  });

  it('SmartlyQ is to send its webhooks here', async () => {
    const apiKey = fixedSecret(KEY);
    const baseUrl = api.url;
    const vendor = createSmartlyqClient({ baseUrl, apiKey, clock: Date.now, allowLoopback: true });
    const address = `${stack.outputs.WebhookUrl ?? ''}main`;
    // `setup webhook` would have it tried out, and nobody but us finds the emulator's addresses.
    webhookSecret = (await vendor.createWebhook(address, VENDOR_EVENTS)).secret;
    await parametersOf(new SSMClient()).write(WEBHOOK_PARAMETER, webhookSecret);
  });

  it('doctor finds nothing wrong', async () => {
    // The emulator drops a table's protection from the template; --fix is what a person would do.
    await doctor('--fix');
    const { code, said } = await doctor();
    expect(said).not.toContain('WRONG');
    expect(code).toBe(0);
  });

  it('a falling wallet alerts in a queue of the topic and in Slack', async () => {
    inboxes.slack.messages.length = 0;
    api.spend(970);
    const event = await until('the alert in the queue', async () => (await inboxes.queued())[0]);
    expect(event).toMatchObject({
      version: 1,
      kind: 'runway',
      severity: 'critical',
      wallet: { id: 'main' },
      balance: '30',
    });
    const [message] = await until('the alert in Slack', () =>
      inboxes.slack.messages.length > 0 ? inboxes.slack.messages : undefined,
    );
    expect(message?.text).toContain('Main wallet runs dry');
  });

  it('a test message arrives in the queue and in Slack', async () => {
    const { code, said } = await runway(['test-alert', '--stack', RUN], folder);
    expect(code, said).toBe(0);
    // Channels do not wait for each other.
    expect(said).toMatch(/^sns +accepted/m);
    expect(said).toMatch(/^slack:team +accepted/m);
    const event = await until('the test message in the queue', async () =>
      (await inboxes.queued()).find(({ kind }) => kind === 'test'),
    );
    expect(event).toMatchObject({ version: 1, wallet: { id: 'main' } });
    expect(inboxes.slack.messages.at(-1)?.text).toMatch(/test/i);
  });

  it('a signed link opens the page, and its form keeps the watcher quiet', async () => {
    const secrets = createSecrets({ client: new SSMClient(), clock: Date.now });
    const reportUrl = stack.outputs.ReportUrl ?? '';
    const signer = createLinkSigner(secrets.source(LINK_KEY_PARAMETER), reportUrl);
    const expiresAtMs = Date.now() + DAY_MS;
    const link = await signer.sign({ purpose: 'snooze', wallet: 'main', expiresAtMs });
    const page = await openLink(link ?? '');
    expect(page.status).toBe(200);
    expect(page.body).toContain('Main wallet');

    const forged = await openLink(link?.replace(/main\./, 'other.') ?? '');
    expect(forged.status).toBe(404);

    const until = String(Math.floor(Date.now() / 1_000) * 1_000 + 3_600_000);
    const form = new URLSearchParams({ until, reason: 'ordered', by: 'Ada' }).toString();
    const posted = await openLink(link ?? '', form);
    expect(posted.status, posted.body).toBe(303);
    const snooze = await createSnoozeStore(dynamodb, stack.table).read('main');
    expect(snooze).toMatchObject({ reason: 'ordered', by: 'Ada' });
  });

  it('a signed webhook brings a poll at once, a repeated one changes nothing, a forged one is refused', async () => {
    const address = `${stack.outputs.WebhookUrl ?? ''}main`;
    const id = `evt_${RUN}`;
    const body = JSON.stringify({
      id,
      event: 'balance.low',
      created_at: new Date().toISOString(),
      data: { balance: 30, threshold: 50 },
    });
    const deliver = (secret: string) =>
      openLink(address, body, {
        'content-type': 'application/json',
        'x-smartlyq-signature': signatureOf(body, secret, Date.now()),
      });
    const events = createEventStore(dynamodb, stack.table);

    expect((await deliver(`${webhookSecret}x`)).status).toBe(403);
    expect(await events.read('main', id)).toBeUndefined();
    expect((await deliver(webhookSecret)).status).toBe(200);
    await until('the poll that the event brought', async () =>
      (await events.read('main', id)) === 'done' ? true : undefined,
    );
    expect((await deliver(webhookSecret)).status).toBe(200);
    expect(await events.read('main', id)).toBe('done');
  });

  it('a key that is revoked is told, in spite of the quiet that was asked for', async () => {
    api.failNext({ kind: 'status', status: 401 }, Number.POSITIVE_INFINITY);
    const event = await until('the alert about the key', async () =>
      (await inboxes.queued()).find(({ kind }) => kind === 'key-rejected'),
    );
    api.clearFaults();
    expect(event).toMatchObject({ severity: 'critical', wallet: { id: 'main' } });
    const texts = inboxes.slack.messages.map(({ text }) => text).join('\n');
    expect(texts).toMatch(/key/i);
  });

  it('the documented queries find the readings and the alert', async () => {
    const now = new Date();
    const today = now.toISOString().slice(0, 10);
    const tomorrow = new Date(now.getTime() + DAY_MS).toISOString().slice(0, 10);
    const found: number[] = [];
    for (const { KeyConditionExpression, ExpressionAttributeValues } of documentedQueries()) {
      const values = JSON.stringify(ExpressionAttributeValues)
        .replace(/(":from":.*?#)[\d-]+/, `$1${today}`)
        .replace(/(":to":.*?#)[\d-]+/, `$1${tomorrow}`)
        .replace(/(ALERT#)[\d-]+/, `$1${today}`);
      const { Count = 0 } = await dynamodb.send(
        new QueryCommand({
          TableName: stack.table,
          KeyConditionExpression,
          ExpressionAttributeValues: JSON.parse(values),
        }),
      );
      found.push(Count);
    }
    // Readings; days, of which none has closed yet; alerts.
    expect(found).toEqual([expect.any(Number), expect.any(Number), expect.any(Number)]);
    expect(found[0]).toBeGreaterThan(1);
    expect(found[2]).toBeGreaterThan(0);
  });

  it('the command line reads the same history', async () => {
    const { code, said } = await runway(['alerts', 'main', '--stack', RUN], folder);
    expect(code, said).toBe(0);
    expect(said).toContain('Main wallet runs dry');
  });
});

describe('doctor', () => {
  it('tells each breakage, and what to do about it', async () => {
    const broken = {
      stack,
      key: KEY,
      keyParameter: KEY_PARAMETER,
      slackParameter: SLACK_PARAMETER,
      linkKeyParameter: LINK_KEY_PARAMETER,
      webhookParameter: WEBHOOK_PARAMETER,
      webhookSecret,
      api,
      inboxes,
      email: EMAIL,
      changeSettings: writeSettings,
    };
    for (const { name, cause, told } of breakages(broken)) {
      const mend = await cause();
      const { code, said } = await doctor();
      expect(said, name).toMatch(told);
      expect(code, name).toBe(1);
      process.stderr.write(`    ${name}: ${told.exec(said)?.[0].replace(/\n\s+/g, ' → ')}\n`);
      if (mend === undefined) await doctor('--fix');
      else await mend();
    }
    const { code, said } = await doctor();
    expect(said).not.toContain('WRONG');
    expect(code).toBe(0);
  });
});

describe('later', () => {
  it('a deployment without changes changes nothing', async () => {
    const { code, said } = await cdk([
      'diff',
      ...['-c', `config=${config}`, '-c', `stackName=${RUN}`, '-c', `baseUrl=${api.url}`],
      ...['--fail', '--method=template', '-o', join(folder, 'cdk.diff')],
    ]);
    expect(said).toContain('There were no differences');
    expect(code).toBe(0);
  });

  it('changed settings deploy over the old ones, and the history goes on', async () => {
    const before = (await readings()).length;
    writeSettings({ levelsDays: [5, 2], floor: 10, emptyAt: 1 });
    const { code, said } = await deploy();
    expect(code, said).toBe(0);
    const upgraded = await deployedStack(RUN);
    expect(upgraded.table).toBe(stack.table);
    expect(upgraded.settingsFingerprint).not.toBe(stack.settingsFingerprint);
    await until('a reading after the upgrade', async () =>
      (await readings()).length > before ? true : undefined,
    );
    expect((await doctor()).code).toBe(0);
  });

  it('teardown removes stack and secrets, and AWS is told to keep the history', async () => {
    const { TemplateBody = '' } = await new CloudFormationClient().send(
      new GetTemplateCommand({ StackName: RUN }),
    );
    expect(TemplateBody.match(/"?DeletionPolicy"?: "?Retain"?/g)).toHaveLength(1);
    const before = await itemsOf(dynamodb, stack.table);
    const { code, said } = await runway(
      ['teardown', '--stack', RUN, '--config', config, '--yes'],
      folder,
    );
    expect(code, said).toBe(0);
    expect(said).toContain(`"historyTable": "${stack.table}"`);
    expect(said).toContain(`delete the webhook ${stack.outputs.WebhookUrl}`);
    expect([undefined, 'DELETE_COMPLETE']).toContain(await stackStatus(RUN));
    expect(await new SSMClient().send(new GetParametersCommand({ Names: SECRETS }))).toMatchObject({
      InvalidParameters: expect.arrayContaining(SECRETS),
    });
    await keepAsAwsDoes(dynamodb, stack.table, before);
  });

  it('a new stack goes on with the old history', async () => {
    const before = (await readings()).length;
    writeSettings({ historyTable: stack.table });
    const piped = `${KEY}\n${inboxes.slack.url}\n`;
    const setup = ['setup', '--config', config, '--base-url', api.url];
    expect((await runway([...setup, '--key-stdin', '--slack-stdin'], folder, piped)).code).toBe(0);
    const { code, said } = await deploy();
    expect(code, said).toBe(0);
    expect((await deployedStack(RUN)).table).toBe(stack.table);
    await until('a reading by the new stack', async () =>
      (await readings()).length > before ? true : undefined,
    );
  });

  it('the history is deleted only when its table is named twice', async () => {
    const teardown = ['teardown', '--stack', RUN, '--config', config, '--yes', '--delete-history'];
    const once = await runway(teardown, folder);
    expect(once.code).toBe(1);
    expect(once.said).toContain('name its table a second time');
    expect(await stackStatus(RUN)).toMatch(/_COMPLETE$/);

    const twice = await runway([...teardown, '--history-name', stack.table], folder);
    expect(twice.code, twice.said).toBe(0);
    await expect(
      dynamodb.send(new DescribeTableCommand({ TableName: stack.table })),
    ).rejects.toThrow();
  });
});
