import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { openLocalTable } from '../../cli/local/table.ts';
import { parseSettings } from '../../functions/settings/settings.ts';
import { bundle } from '../../infra/bundle.ts';
import { dailyRhythm } from '../../simulator/daily-rhythm.ts';
import { startSimulator } from '../../simulator/server.ts';
import { createSimulatedWallet } from '../../simulator/wallet.ts';

/** Two polls of different wallets in a process of their own: a cold one, and one that finds the function warm. */
const TWO_POLLS = `
const { handler } = await import(process.argv[1]);
await handler({ wallet: 'main' });
const cold = process.cpuUsage();
await handler({ wallet: 'other' });
const warm = process.cpuUsage(cold);
const seconds = ({ user, system }) => (user + system) / 1e6;
process.stdout.write('\\n' + JSON.stringify({ cold: seconds(cold), warm: seconds(warm) }));
`;

/** Processor time, seconds. */
export interface PollSeconds {
  /** Node's own start included. */
  readonly cold: number;
  /** The first after the cold one: its code is compiled, and nothing is optimised yet. */
  readonly warm: number;
}

/**
 * What a poll computes on this machine: the least of several by the bundle that is deployed, against the
 * embedded table and API.
 */
export async function measureColdPoll(
  tuning: Readonly<Record<string, string>>,
  times = 21,
): Promise<PollSeconds> {
  const folder = mkdtempSync(join(tmpdir(), 'runway-cold-'));
  bundle(resolve('functions/poll/handler.ts'), folder);
  writeFileSync(
    join(folder, 'runway.config.json'),
    JSON.stringify(parseSettings({ wallets: [{ id: 'main' }, { id: 'other' }], pollMinutes: 15 })),
  );
  const wallet = createSimulatedWallet({
    startMs: Date.now(),
    balance: 1_000,
    currency: 'SQC',
    spend: dailyRhythm({ perDay: 60, seed: 1 }),
  });
  const [table, simulator, ssm] = await Promise.all([
    openLocalTable(),
    startSimulator({ wallet, clock: Date.now, shape: 'older', ratePerMinute: 1e6 }),
    startParameterStore(),
  ]);
  const env = {
    ...tuning,
    PATH: process.env.PATH,
    AWS_REGION: 'local',
    AWS_ACCESS_KEY_ID: 'local',
    AWS_SECRET_ACCESS_KEY: 'local',
    AWS_ENDPOINT_URL_DYNAMODB: table.endpoint,
    AWS_ENDPOINT_URL_SSM: ssm.endpoint,
    RUNWAY_TABLE: table.tableName,
    RUNWAY_TOPIC_ARN: 'arn:aws:sns:local:000000000000:alerts',
    RUNWAY_BASE_URL: simulator.url,
  };
  const seconds: PollSeconds[] = [];
  for (let at = 0; at < times; at++) seconds.push(await twoPolls(join(folder, 'index.mjs'), env));
  await Promise.all([table.close(), simulator.close(), ssm.close()]);
  rmSync(folder, { recursive: true });
  // Other processes on the same cores only ever add to it.
  const least = (kind: keyof PollSeconds) => Math.min(...seconds.map((one) => one[kind]));
  return { cold: least('cold'), warm: least('warm') };
}

async function twoPolls(file: string, env: NodeJS.ProcessEnv): Promise<PollSeconds> {
  const child = spawn(process.execPath, ['--input-type=module', '-e', TWO_POLLS, file], { env });
  let out = '';
  let errors = '';
  child.stdout.on('data', (chunk: Buffer) => {
    out += chunk.toString();
  });
  child.stderr.on('data', (chunk: Buffer) => {
    errors += chunk.toString();
  });
  const [code] = await once(child, 'close');
  if (code !== 0) throw new Error(`the polls failed: ${errors}`);
  return JSON.parse(out.trim().split('\n').at(-1) ?? '');
}

/** Parameter Store as far as a poll sees it. */
async function startParameterStore(): Promise<{ endpoint: string; close(): Promise<void> }> {
  const server = createServer((_, response) => {
    const Parameter = { Name: 'key', Type: 'SecureString', Value: 'sqk_live_0123456789' };
    response
      .writeHead(200, { 'content-type': 'application/x-amz-json-1.1' })
      .end(JSON.stringify({ Parameter }));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise((done) => {
        server.close(() => done());
        server.closeAllConnections();
      }),
  };
}
