import { writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { type LocalTable, openLocalTable } from '../../../cli/local/table.ts';
import { createSweepStore } from '../../../functions/adapters/table/sweep-items.ts';
import { createWalletStore } from '../../../functions/adapters/table/wallet-store.ts';
import type { Settings } from '../../../functions/settings/settings-schema.ts';
import { walletOf } from '../../../functions/settings/wallet-settings.ts';
import { type Env, emptyFolder, runCli } from '../run-cli.ts';

const RESULT = 'xmlns="http://cloudformation.amazonaws.com/doc/2010-05-15/"';
const STACK = `<DescribeStacksResponse ${RESULT}><DescribeStacksResult><Stacks><member>
<StackName>Runway</StackName><CreationTime>2026-11-01T00:00:00Z</CreationTime><StackStatus>CREATE_COMPLETE</StackStatus>
<Outputs><member><OutputKey>HistoryTable</OutputKey><OutputValue>runway</OutputValue></member>
${['AlertTopicArn', 'OpsTopicArn', 'PollFunction', 'ScheduleGroup', 'SettingsFingerprint']
  .map((key) => `<member><OutputKey>${key}</OutputKey><OutputValue>x</OutputValue></member>`)
  .join('')}</Outputs>
</member></Stacks></DescribeStacksResult></DescribeStacksResponse>`;
const NO_STACK = `<ErrorResponse ${RESULT}><Error><Type>Sender</Type><Code>ValidationError</Code>
<Message>Stack with id Nowhere does not exist</Message></Error></ErrorResponse>`;

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}

const DEPLOYED = { wallets: [{ id: 'agency' }, { id: 'fresh' }] } as unknown as Settings;

function thrownBy(act: () => unknown): Error {
  try {
    act();
  } catch (error) {
    return error as Error;
  }
  throw new Error('nothing was thrown');
}

/** One endpoint as AWS_ENDPOINT_URL names it: CloudFormation's answers, and the embedded table. */
async function awsStandIn(): Promise<{ table: LocalTable; env: Env }> {
  const table = await openLocalTable();
  const server = createServer(async (request, response) => {
    const body = await bodyOf(request);
    const target = request.headers['x-amz-target'];
    if (typeof target === 'string') {
      const headers = {
        'x-amz-target': target,
        'content-type': 'application/x-amz-json-1.0',
        authorization: String(request.headers.authorization),
        'x-amz-date': String(request.headers['x-amz-date']),
      };
      const passed = await fetch(table.endpoint, { method: 'POST', headers, body });
      response.writeHead(passed.status, { 'content-type': 'application/x-amz-json-1.0' });
      response.end(await passed.text());
      return;
    }
    if (request.url?.includes('/functions/')) {
      // As Lambda's runtime answers for a handler that throws.
      const { wallet } = JSON.parse(body) as { wallet: string };
      const { name, message } = thrownBy(() => walletOf(DEPLOYED, wallet));
      response.end(JSON.stringify({ errorType: name, errorMessage: message, trace: [] }));
      return;
    }
    const isThere = body.includes('StackName=Runway');
    response.writeHead(isThere ? 200 : 400, { 'content-type': 'text/xml' });
    response.end(isThere ? STACK : NO_STACK);
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  onTestFinished(async () => {
    server.closeAllConnections();
    server.close();
    await table.close();
  });
  const { port } = server.address() as AddressInfo;
  return {
    table,
    env: {
      AWS_ENDPOINT_URL: `http://127.0.0.1:${port}`,
      AWS_REGION: 'eu-central-1',
      AWS_ACCESS_KEY_ID: 'test',
      AWS_SECRET_ACCESS_KEY: 'test',
    },
  };
}

describe('--stack', () => {
  it("reads the stack's table, for the wallets of the settings", async () => {
    const cwd = emptyFolder();
    const wallets = [{ id: 'agency', name: 'The agency' }, { id: 'fresh' }];
    writeFileSync(join(cwd, 'runway.config.json'), JSON.stringify({ wallets }));
    const { table, env } = await awsStandIn();
    const reading = { atMs: Date.now() - 60_000, balance: { decimal: '12.34', currency: 'USD' } };
    await createWalletStore(table.client, table.tableName).putReading(
      'agency',
      reading,
      undefined,
      { state: 'idle', runwayDays: null, burnPerDay: 0 },
    );
    const status = await runCli(cwd, ['status', '--json', '--stack', 'Runway'], env);
    expect(status.stderr).toBe('');
    expect(JSON.parse(status.stdout)).toMatchObject([
      { wallet: 'agency', name: 'The agency', balance: 12.34, currency: 'USD' },
      { wallet: 'fresh', lastReadingAt: null },
    ]);
    const history = await runCli(cwd, ['history', 'agency', '--stack', 'Runway'], env);
    expect(history.stdout).toContain('12.34 USD');
    const unknown = await runCli(cwd, ['alerts', 'nobody', '--stack', 'Runway'], env);
    expect(unknown.stderr).toBe('runway: no wallet "nobody"; there are: agency, fresh\n');
    // A pause and its end are seen there at once, as in the local store.
    const on = ['agency', '--stack', 'Runway', '--json', '--by', 'Ana'];
    const paused = JSON.parse((await runCli(cwd, ['pause', ...on], env)).stdout);
    expect(paused).toMatchObject({
      mute: { kind: 'pause', by: 'Ana' },
      nextPollAnnounces: 'paused',
    });
    const muted = (await runCli(cwd, ['status', '--stack', 'Runway'], env)).stdout;
    expect(muted).toMatch(/Muted until +somebody resumes it; paused by Ana/);
    const resumed = JSON.parse((await runCli(cwd, ['resume', ...on], env)).stdout);
    expect(resumed).toEqual({ wallet: 'agency', mute: null, nextPollAnnounces: null });
  });

  it('tries no alert of a wallet that was not deployed, and names those that were', async () => {
    const { env } = await awsStandIn();
    const asked = ['test-alert', 'nobody', '--stack', 'Runway'];
    const { code, stderr } = await runCli(emptyFolder(), asked, env);
    const words = 'no wallet "nobody" in the settings; there are: agency, fresh';
    expect([code, stderr]).toEqual([1, `runway: ${words}\n`]);
  });

  it('says which stack there is not, and where it looked', async () => {
    const { env } = await awsStandIn();
    const { code, stderr } = await runCli(emptyFolder(), ['status', '--stack', 'Nowhere'], env);
    expect(stderr).toMatch(/^runway: there is no stack Nowhere .*AWS_PROFILE and AWS_REGION\n$/);
    expect(code).toBe(1);
  });

  it.each([
    [{ AWS_REGION: 'eu-central-1', AWS_EC2_METADATA_DISABLED: 'true' }, 'no AWS credentials'],
    [{ AWS_ACCESS_KEY_ID: 'a', AWS_SECRET_ACCESS_KEY: 'b' }, 'no AWS region: set AWS_REGION'],
  ])('says in one line what is missing beside %j', async (env, words) => {
    const { code, stderr } = await runCli(
      emptyFolder(),
      ['status', '--stack', 'Runway'],
      env as Env,
    );
    expect(stderr).toMatch(/^runway: .*\n$/);
    expect(stderr).toContain(words);
    expect(code).toBe(1);
  });

  it('shows the sub-accounts of an agency behind it, and leaves out who was removed', async () => {
    const cwd = emptyFolder();
    const wallets = [{ id: 'agency', subAccounts: 'all' }, { id: 'fresh' }];
    writeFileSync(join(cwd, 'runway.config.json'), JSON.stringify({ wallets }));
    const { table, env } = await awsStandIn();
    await createSweepStore(table.client, table.tableName).putInventory('agency', [
      { id: '7', name: 'Client', sinceMs: 0 },
      { id: '8', name: 'Gone', sinceMs: 0, removedAtMs: 1 },
    ]);
    const reading = { atMs: Date.now() - 60_000, balance: { decimal: '12.5', currency: 'SQC' } };
    await createWalletStore(table.client, table.tableName).putReading(
      'agency/7',
      reading,
      undefined,
      { state: 'idle', runwayDays: null, burnPerDay: 0 },
    );
    const json = await runCli(cwd, ['status', '--json', '--stack', 'Runway'], env);
    expect(JSON.parse(json.stdout)).toMatchObject([
      { wallet: 'agency', lastReadingAt: null },
      { wallet: 'agency/7', agency: 'agency', name: 'Client', balance: 12.5 },
      { wallet: 'fresh' },
    ]);
    const history = await runCli(cwd, ['history', 'agency/7', '--stack', 'Runway'], env);
    expect(history.stdout).toContain('12.5');
  });
});
