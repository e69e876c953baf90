import { afterEach, describe, expect, it } from 'vitest';
import { fixedSecret } from '../../../../functions/adapters/aws/secret-source.ts';
import { unwaitingPace } from '../../../../functions/adapters/smartlyq/log-pace.ts';
import { type LogPace, readCalls } from '../../../../functions/adapters/smartlyq/read-calls.ts';
import { createWalletReads } from '../../../../functions/adapters/smartlyq/wallet-reads.ts';
import { DAY_MS, HOUR_MS, SECOND_MS } from '../../../../functions/core/ledger/durations.ts';
import { dailyRhythm } from '../../../../simulator/daily-rhythm.ts';
import { type SimulatorOptions, startSimulator } from '../../../../simulator/server.ts';
import { createSimulatedWallet, type WalletOptions } from '../../../../simulator/wallet.ts';
import { answer, loopbackServer } from '../http/loopback-server.ts';

const START_MS = Date.UTC(2026, 10, 2);
const KEY = 'sqk_live_0123456789abcdef';
const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  await Promise.all(closing.splice(0).map((close) => close()));
});

const ENOUGH = { maxRequests: 1_000, deadlineMs: Number.POSITIVE_INFINITY };
const UNPACED: LogPace = { mayAsk: async () => true, saw: () => {} };

/** A simulated vendor after 2 days of about 70 calls, and a reader of its log. */
async function reading(
  wallet: Partial<WalletOptions> = {},
  options: Partial<SimulatorOptions> = {},
  key = KEY,
) {
  const world = { nowMs: START_MS + 2 * DAY_MS, paths: [] as string[] };
  const clock = () => world.nowMs;
  const simulated = createSimulatedWallet({
    startMs: START_MS,
    balance: 1_000,
    currency: 'USD',
    spend: dailyRhythm({ perDay: 120, seed: 2 }),
    ...wallet,
  });
  const simulator = await startSimulator({
    wallet: simulated,
    clock,
    ratePerMinute: 10_000,
    ...options,
  });
  closing.push(simulator.close);
  const { readLog } = createWalletReads({
    baseUrl: simulator.url,
    apiKey: fixedSecret(key),
    clock,
    maxAttempts: 1,
    allowLoopback: true,
  });
  const window = { fromMs: START_MS, toMs: START_MS + 2 * DAY_MS };
  const read = (bounds = ENOUGH, part = window, pace = UNPACED) =>
    readCalls(part, bounds, { readLog, pace, clock });
  return { read, world, simulated, simulator, window, readLog, clock };
}

const sum = (calls: readonly { cost: number }[]) => calls.reduce((all, { cost }) => all + cost, 0);

describe('reading the request log', () => {
  it('finds every call once, and what the balance fell by', async () => {
    const { read, simulated, world } = await reading();
    const { ended, calls, reachedMs, requests, ignored } = await read();
    const { spent, calls: count } = simulated.totalsAt(world.nowMs);
    expect(ended).toBe('whole');
    expect(reachedMs).toBe(START_MS);
    expect(requests).toBe(Math.floor(calls.length / 100) + 1);
    expect(calls.filter(({ cost }) => cost > 0)).toHaveLength(count);
    expect(sum(calls)).toBeCloseTo(spent, 4);
    expect(new Set(calls.map(({ id }) => id)).size).toBe(calls.length);
    expect(ignored).toEqual([]);
  });

  it('loses and doubles none where new rows shift the pages, since it dedupes on id', async () => {
    const { read, simulated, world, simulator } = await reading();
    const toMs = START_MS + 3 * DAY_MS;
    const before = simulator.wallet.requestsAt(world.nowMs).length;
    const watched = await read(
      ENOUGH,
      { fromMs: START_MS, toMs },
      {
        mayAsk: async () => {
          world.nowMs += 2 * HOUR_MS;
          return true;
        },
        saw: () => {},
      },
    );
    const ids = watched.calls.map(({ id }) => Number(id));
    expect(new Set(ids).size).toBe(ids.length);
    for (let id = 1; id <= before; id++) expect(ids).toContain(id);
    expect(simulated.requestsAt(world.nowMs).length).toBeGreaterThan(before);
  });

  it('goes on where a bound stopped it, to the same sum', async () => {
    const { read, window } = await reading();
    const whole = await read();
    let toMs = window.toMs;
    let total = 0;
    let count = 0;
    for (let step = 0; step < 100; step++) {
      const part = await read({ ...ENOUGH, maxRequests: 1 }, { ...window, toMs });
      total += sum(part.calls);
      count += part.calls.length;
      toMs = part.reachedMs;
      if (part.ended === 'whole') break;
      expect(part.ended).toBe('requests');
    }
    expect(toMs).toBe(START_MS);
    expect(count).toBe(whole.calls.length);
    expect(total).toBeCloseTo(sum(whole.calls), 6);
  });

  it('ends at its deadline', async () => {
    const { read, world } = await reading();
    const { ended, requests, calls, reachedMs } = await read({
      ...ENOUGH,
      deadlineMs: world.nowMs,
    });
    expect({ ended, requests, calls, reachedMs }).toEqual({
      ended: 'time',
      requests: 0,
      calls: [],
      reachedMs: START_MS + 2 * DAY_MS,
    });
  });

  it('takes what is sound among odd rows, and names what is not', async () => {
    const { read, simulator } = await reading();
    const whole = await read();
    simulator.failNext({ kind: 'odd-rows' });
    const { calls, ignored } = await read();
    const known = new Set(whole.calls.map(({ id }) => id));
    expect(calls.filter(({ id }) => known.has(id))).toHaveLength(whole.calls.length);
    expect(sum(calls)).toBeCloseTo(sum(whole.calls), 6);
    expect(ignored.length).toBeGreaterThan(0);
    expect(ignored.length).toBeLessThanOrEqual(10);
  });

  it('never asks for payloads, and for whole seconds of the API’s stream', async () => {
    const server = await loopbackServer(answer(200, { success: true, data: [] }));
    const { readLog } = createWalletReads({
      baseUrl: `${server.url}/v1`,
      apiKey: fixedSecret(KEY),
      clock: () => START_MS,
      allowLoopback: true,
    });
    await readLog({ fromMs: START_MS, toMs: START_MS + 1_500, page: 3 });
    const query = new URLSearchParams(server.requests[0]?.path?.split('?')[1]);
    expect(Object.fromEntries(query)).toEqual({
      source: 'api',
      from: '2026-11-02T00:00:00Z',
      to: '2026-11-02T00:00:01Z',
      page: '3',
      per_page: '100',
    });
  });

  it('has no name that means something else as the key of an object, and no endpoint for each id', async () => {
    const created_at = '2026-11-02T12:00:00Z';
    const data = [
      { id: 1, created_at, activity_type: '__proto__', endpoint: 'constructor' },
      {
        id: 2,
        created_at,
        activity_type: 'a\u202eb',
        endpoint: '/v1/videos/812/parts/9f3a2b1c7d4e4a08',
      },
    ];
    const server = await loopbackServer(answer(200, { success: true, data }));
    const { readLog } = createWalletReads({
      baseUrl: `${server.url}/v1`,
      apiKey: fixedSecret(KEY),
      clock: () => START_MS,
      allowLoopback: true,
    });
    const { calls } = await readLog({ fromMs: START_MS, toMs: START_MS, page: 1 });
    expect(calls.map(({ type, endpoint }) => [type, endpoint])).toEqual([
      [undefined, undefined],
      ['a b', '/v1/videos/{id}/parts/{id}'],
    ]);
  });

  it('names the scope that is missing', async () => {
    const { read } = await reading({}, { apiKeys: [{ key: KEY, scopes: ['wallet:read'] }] });
    const { ended, fault, calls } = await read();
    expect(ended).toBe('fault');
    expect(fault).toMatchObject({ kind: 'forbidden', scope: 'logs:read' });
    expect(calls).toEqual([]);
  });

  it('counts what test keys did only for a test key', async () => {
    const testKey = 'sqk_test_0123456789abcdef';
    const { readLog, simulator } = await reading();
    const headers = { authorization: `Bearer ${testKey}` };
    await fetch(`${simulator.url}/me`, { headers });
    const query = { fromMs: START_MS, toMs: START_MS + 3 * DAY_MS, page: 1 };
    const paths = async (read: typeof readLog) =>
      (await read(query)).calls.map((one) => one.endpoint);
    expect(await paths(readLog)).not.toContain('/v1/me');
    const asTest = createWalletReads({
      baseUrl: simulator.url,
      apiKey: fixedSecret(testKey),
      clock: () => START_MS,
      allowLoopback: true,
    });
    expect(await paths(asTest.readLog)).toContain('/v1/me');
  });

  it('does not stand still on more calls in one second than a page holds', async () => {
    const row = (id: number) => ({ id, created_at: '2026-11-02T12:00:00Z', cost: '1.0000' });
    const rows = Array.from({ length: 250 }, (_, at) => row(at + 1));
    const server = await loopbackServer((response, _, seen) => {
      const page = Number(new URL(`http://x${seen.path}`).searchParams.get('page'));
      answer(200, { success: true, data: rows.slice(100 * (page - 1), 100 * page) })(
        response,
        0,
        seen,
      );
    });
    const { readLog } = createWalletReads({
      baseUrl: `${server.url}/v1`,
      apiKey: fixedSecret(KEY),
      clock: () => START_MS,
      allowLoopback: true,
    });
    const noon = Date.parse('2026-11-02T12:00:00Z');
    const part = await readCalls(
      { fromMs: START_MS, toMs: noon + SECOND_MS },
      { ...ENOUGH, maxRequests: 2 },
      { readLog, pace: UNPACED, clock: () => START_MS },
    );
    expect(part).toMatchObject({ ended: 'requests', reachedMs: noon });
    expect(part.calls).toHaveLength(200);
  });

  it('takes at most half of what is left of the allowance', async () => {
    const { read, readLog, world, clock, window } = await reading(
      { spend: dailyRhythm({ perDay: 120_000, seed: 1 }), balance: 1e6 },
      { ratePerMinute: 60 },
    );
    const pace = unwaitingPace(clock);
    const first = await read(ENOUGH, window, pace);
    expect(first.ended).toBe('allowance');
    expect(first.requests).toBeLessThanOrEqual(30);
    expect(first.requests).toBeGreaterThan(20);
    // The product uses the other half without being refused.
    for (let call = 0; call < 30; call++) await readLog({ ...window, page: 1 });
    expect((await read(ENOUGH, window, pace)).requests).toBe(0);
    world.nowMs += DAY_MS;
    expect((await read({ ...ENOUGH, maxRequests: 1 }, window, unwaitingPace(clock))).ended).toBe(
      'requests',
    );
  });
});
