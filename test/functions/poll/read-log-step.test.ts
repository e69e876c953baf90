import { afterEach, describe, expect, it } from 'vitest';
import { type LocalTable, openLocalTable } from '../../../cli/local/table.ts';
import { fixedSecret } from '../../../functions/adapters/aws/secret-source.ts';
import { createWalletReads } from '../../../functions/adapters/smartlyq/wallet-reads.ts';
import { createWalletStore } from '../../../functions/adapters/table/wallet-store.ts';
import { isWhole } from '../../../functions/core/attribution/log-day.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../../functions/core/ledger/durations.ts';
import { pollWallet } from '../../../functions/poll/poll-wallet.ts';
import { dailyRhythm } from '../../../simulator/daily-rhythm.ts';
import { type SimulatorOptions, startSimulator } from '../../../simulator/server.ts';
import { createSimulatedWallet, type WalletOptions } from '../../../simulator/wallet.ts';
import { POLICY, START_MS } from '../../support/falling-wallet.ts';

const KEY = 'sqk_live_0123456789abcdef';
const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  await Promise.all(closing.splice(0).map((close) => close()));
});

/** A wallet that is connected only now, and has called the API for 28 days. */
async function connecting(
  wallet: Partial<WalletOptions> = {},
  options: Partial<SimulatorOptions> = {},
) {
  const startMs = START_MS + 10 * HOUR_MS;
  const world = { nowMs: startMs, paths: [] as string[], warnings: [] as string[] };
  const clock = () => world.nowMs;
  const table: LocalTable = await openLocalTable();
  const simulator = await startSimulator({
    wallet: createSimulatedWallet({
      startMs,
      logFromMs: startMs - 28 * DAY_MS,
      balance: 600,
      currency: 'USD',
      spend: dailyRhythm({ perDay: 60, seed: 1 }),
      ...wallet,
    }),
    clock,
    onRequest: ({ path }) => void world.paths.push(path),
    ...options,
  });
  closing.push(simulator.close, table.close);
  const reads = createWalletReads({
    baseUrl: simulator.url,
    apiKey: fixedSecret(KEY),
    clock,
    maxAttempts: 1,
    allowLoopback: true,
  });
  const quiet = () => {};
  const store = createWalletStore(table.client, table.tableName);
  const poll = async () => {
    const report = await pollWallet({
      wallet: { id: 'main', name: 'main' },
      store,
      vendor: { readBalance: reads.readBalance },
      requestLog: reads,
      channels: [{ name: 'sns', minSeverity: 'info', send: async () => ({ state: 'accepted' }) }],
      policy: POLICY,
      pollMinutes: 15,
      timeoutMs: 60_000,
      clock,
      log: { info: quiet, error: quiet, warn: (message) => void world.warnings.push(message) },
    });
    world.nowMs += 15 * MINUTE_MS;
    return report;
  };
  const logDays = () => Array.fromAsync(store.logDays('main', '2026-01-01', '2027-01-01'));
  return { world, poll, store, logDays, simulator };
}

const logReads = (paths: readonly string[]) => paths.filter((path) => path === '/v1/logs').length;

describe('a wallet that is connected today', () => {
  it('has its forecast at the second poll, from the request log', async () => {
    const { poll, logDays, world } = await connecting();
    expect((await poll())?.forecast).toMatchObject({ state: 'learning', runwayDays: null });
    expect(logReads(world.paths)).toBeLessThanOrEqual(10);
    expect((await logDays()).filter(isWhole).length).toBeGreaterThan(14);
    let report = await poll();
    expect(report?.forecast.isFromLog).toBe(true);
    expect(report?.forecast.state).not.toBe('learning');
    const { p10 = 0, p90 = 0 } = report?.forecast.runwayDays ?? {};
    expect(p10).toBeGreaterThan(4);
    expect(p90).toBeLessThan(25);
    for (let more = 0; more < 3; more++) report = await poll();
    expect((await logDays()).filter(isWhole)).toHaveLength(28);
    expect(report?.state.series?.log).toMatchObject({ pending: 0, ratio: 1 });
    expect(report?.state.series?.spend.closed.length).toBeGreaterThan(27 * 24);
    expect(world.warnings).toEqual([]);
  });

  it('reads nothing more of it until a day has closed, and then that day', async () => {
    const { poll, logDays, world } = await connecting();
    for (let polls = 0; polls < 6; polls++) await poll();
    const before = logReads(world.paths);
    while (world.nowMs < START_MS + DAY_MS + 25 * MINUTE_MS) await poll();
    expect(logReads(world.paths)).toBe(before);
    for (let polls = 0; polls < 4; polls++) await poll();
    expect(logReads(world.paths) - before).toBeGreaterThan(0);
    expect(logReads(world.paths) - before).toBeLessThanOrEqual(3);
    expect((await logDays()).at(-1)).toMatchObject({ date: '2026-11-02' });
  });

  it('keeps learning without the scope, says so once, and asks once a day', async () => {
    const apiKeys = [{ key: KEY, scopes: ['wallet:read'] }];
    const { poll, world, logDays } = await connecting({}, { apiKeys });
    for (let polls = 0; polls < 8; polls++) {
      expect((await poll())?.forecast.state).toBe('learning');
    }
    expect(logReads(world.paths)).toBe(1);
    expect(world.warnings).toEqual(['going on without the request log']);
    expect(await logDays()).toEqual([]);
    while (world.nowMs < START_MS + DAY_MS + 3 * HOUR_MS) await poll();
    expect(logReads(world.paths)).toBe(2);
    expect(world.warnings).toHaveLength(1);
  });

  it('learns in credits what the log’s dollars are worth, and then has its 28 days', async () => {
    const { poll, world } = await connecting({ currency: 'SQC' }, { shape: 'older' });
    let report = await poll();
    while (world.nowMs < START_MS + DAY_MS + 30 * MINUTE_MS) {
      report = await poll();
      expect(report?.forecast.state).toBe('learning');
    }
    for (let polls = 0; polls < 3; polls++) report = await poll();
    expect(report?.state.series?.log?.ratio).toBeCloseTo(50, 0);
    expect(report?.forecast.isFromLog).toBe(true);
  });

  it.each([
    ['answers 500', { kind: 'status', status: 500 }],
    ['answers late', { kind: 'slow', delayMs: 300 }],
    ['answers nonsense', { kind: 'not-json' }],
    ['has odd rows', { kind: 'odd-rows' }],
    ['is too large', { kind: 'huge', bytes: 2 ** 21 }],
  ] as const)('fails no poll where the log %s, and reads on at the next', async (_, fault) => {
    const { poll, simulator, logDays } = await connecting();
    simulator.failNext({ kind: 'slow', delayMs: 1 });
    simulator.failNext(fault);
    await poll();
    for (let polls = 0; polls < 4; polls++) await poll();
    expect((await logDays()).filter(isWhole)).toHaveLength(28);
  });

  it('uses no log of another wallet', async () => {
    const other = createSimulatedWallet({
      startMs: START_MS,
      logFromMs: START_MS - 28 * DAY_MS,
      balance: 1e6,
      currency: 'USD',
      spend: dailyRhythm({ perDay: 600, seed: 5 }),
    });
    const { poll, store, simulator, world } = await connecting();
    const log = other.requestsAt(START_MS + 2 * DAY_MS);
    simulator.wallet.requestsAt = () => log.filter(({ atMs }) => atMs <= world.nowMs);
    let report = await poll();
    while (world.nowMs < START_MS + DAY_MS + 4 * HOUR_MS) report = await poll();
    expect(report?.state.series?.log?.isContradicted).toBe(true);
    expect(report?.forecast.state).toBe('learning');
    expect((await store.load('main', world.nowMs)).state?.series?.log?.isContradicted).toBe(true);
  });
});
