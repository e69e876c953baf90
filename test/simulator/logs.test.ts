import { describe, expect, it } from 'vitest';
import { DAY_MS, HOUR_MS } from '../../functions/core/ledger/durations.ts';
import { dailyRhythm } from '../../simulator/daily-rhythm.ts';
import type { SimulatorOptions } from '../../simulator/server.ts';
import { createSimulatedWallet, type WalletOptions } from '../../simulator/wallet.ts';
import { expectDocumented } from './documented-answers.ts';
import { KEY, START_MS, serve } from './serving.ts';

interface Row {
  readonly id: number;
  readonly created_at: string;
  readonly endpoint: string;
  readonly activity_type: string;
  readonly status_code: number;
  readonly cost: string | null;
  readonly api_key_id: number;
  readonly is_test: boolean;
}

async function logOf(wallet: Partial<WalletOptions> = {}, options: Partial<SimulatorOptions> = {}) {
  let nowMs = START_MS;
  const simulated = createSimulatedWallet({
    startMs: START_MS,
    balance: 1_000,
    currency: 'USD',
    spend: dailyRhythm({ perDay: 60, seed: 1 }),
    ...wallet,
  });
  const simulator = await serve({
    wallet: simulated,
    clock: () => nowMs,
    ratePerMinute: 100_000,
    ...options,
  });
  async function get(query = '', key = KEY) {
    const headers = { authorization: `Bearer ${key}` };
    const response = await fetch(`${simulator.url}/logs?${query}`, { headers });
    const body = (await response.json()) as { data: Row[]; error: { code: string } };
    return { status: response.status, headers: response.headers, body, rows: body.data };
  }
  /** Every page of a query. Reading adds rows, so those at a page's end come again on the next. */
  async function all(query: string): Promise<Row[]> {
    const rows = new Map<number, Row>();
    for (let page = 1; ; page++) {
      const { rows: found } = await get(`${query}&per_page=100&page=${page}`);
      for (const row of found) rows.set(row.id, row);
      if (found.length < 100) return [...rows.values()];
    }
  }
  const pass = (ms: number) => {
    nowMs += ms;
    return new Date(nowMs).toISOString();
  };
  return { wallet: simulated, simulator, get, all, pass, now: () => nowMs };
}

const paid = (rows: readonly Row[]) => rows.filter(({ cost }) => Number(cost) > 0);
const sum = (rows: readonly Row[]) => rows.reduce((total, { cost }) => total + Number(cost), 0);

describe('the simulated request log', () => {
  it('adds up to what the balance has fallen by', async () => {
    const { all, pass, wallet, now } = await logOf();
    const to = pass(3 * DAY_MS);
    const rows = await all(`source=api&to=${to}`);
    const fell = 1_000 - Number(wallet.balanceAt(now()));
    expect(fell).toBeGreaterThan(100);
    expect(sum(rows)).toBeCloseTo(fell, 4);
    expect(paid(rows)).toHaveLength(wallet.totalsAt(now()).calls);
  });

  it('is newest first, in pages, and its own reading is a row of it', async () => {
    const { get, pass } = await logOf();
    pass(DAY_MS);
    const first = await get('per_page=2');
    expectDocumented('GET /logs', 200, first.body);
    const second = await get('per_page=2');
    expect(first.rows).toHaveLength(2);
    expect(second.rows[0]).toMatchObject({ endpoint: '/v1/logs', cost: '0.000000' });
    // One row came in between: what was first is now second.
    expect(second.rows[1]?.id).toBe(first.rows[0]?.id);
    expect((await get('per_page=1000')).rows.length).toBeLessThanOrEqual(100);
    expect((await get()).rows.length).toBeLessThanOrEqual(20);
  });

  it.each([
    ['status_code=402', (row: Row) => row.status_code === 402],
    ['result=errors', (row: Row) => row.status_code >= 400],
    ['result=success', (row: Row) => row.status_code < 400],
    ['api_key_id=8', (row: Row) => row.api_key_id === 8],
    ['type=images', (row: Row) => row.activity_type === 'images'],
    ['endpoint=videos', (row: Row) => row.endpoint.includes('videos')],
    [
      'from=2026-11-03&to=2026-11-03T12:00:00Z',
      (row: Row) => row.created_at < '2026-11-03T12:00:01',
    ],
  ])('filters by %s', async (filter, matches) => {
    const { get, all, pass } = await logOf({ balance: 150 });
    pass(5 * DAY_MS);
    const everything = await all(`source=api&to=2026-11-06T00:00:00Z`);
    const filtered = await all(`${filter}&source=api`);
    expect(filtered.length).toBeGreaterThan(0);
    expect(filtered.length).toBeLessThan(everything.length);
    expect(filtered.every(matches)).toBe(true);
    expect((await get('source=webhook')).rows).toEqual([]);
  });

  it.each(['from=soon', 'source=all', 'result=maybe', 'page=0', 'status_code=x'])(
    'refuses %s with 422',
    async (query) => {
      const { get } = await logOf();
      const { status, body } = await get(query);
      expectDocumented('GET /logs', status, body);
      expect(status).toBe(422);
    },
  );

  it('has a row with status 402 and without a cost for each call that was refused', async () => {
    const { all, pass, wallet, now } = await logOf({ balance: 20 });
    pass(2 * DAY_MS);
    const refused = await all('status_code=402');
    expect(refused.length).toBeGreaterThan(10);
    expect(refused.every(({ cost }) => cost === null)).toBe(true);
    expect(wallet.balanceAt(now())).toBe('0.0000');
  });

  it('keeps 90 days', async () => {
    const { all, pass } = await logOf({
      balance: 1e6,
      spend: dailyRhythm({ perDay: 10, seed: 1 }),
    });
    pass(100 * DAY_MS);
    const rows = await all('source=api');
    expect(rows.at(-1)?.created_at.slice(0, 10)).toBe('2026-11-12');
  });

  it('may begin before the wallet, whose balance does not count those calls', async () => {
    const logFromMs = START_MS - 28 * DAY_MS;
    const { all, wallet } = await logOf({ logFromMs });
    const rows = await all('source=api');
    expect(sum(rows) / 28).toBeGreaterThan(40);
    expect(rows.at(-1)?.created_at.slice(0, 10)).toBe('2026-10-05');
    expect(wallet.balanceAt(START_MS)).toBe('1000.0000');
  });

  it('is in USD, whatever the wallet is in', async () => {
    const { all, pass, wallet, now } = await logOf({ currency: 'SQC' });
    pass(DAY_MS);
    const fell = 1_000 - Number(wallet.balanceAt(now()));
    expect(sum(await all('source=api'))).toBeCloseTo(fell * 0.02, 4);
  });

  it('counts against the allowance, and marks the calls of test keys', async () => {
    const { get } = await logOf({}, { ratePerMinute: 3 });
    await get('', 'sqk_test_0123456789abcdef');
    const { rows, headers } = await get('source=api');
    expect(rows.map(({ is_test }) => is_test)).toContain(true);
    expect(headers.get('x-ratelimit-remaining')).toBe('2');
    await get();
    await get();
    expect((await get()).status).toBe(429);
  });

  it('has odd rows on demand, beside the sound ones', async () => {
    const { get, simulator, pass } = await logOf();
    pass(HOUR_MS * 12);
    const before = (await get('source=api&type=text,images,audio,videos')).rows;
    simulator.failNext({ kind: 'odd-rows' });
    const { rows } = await get('source=api&type=text,images,audio,videos');
    expect(rows.length).toBeGreaterThan(before.length + 10);
    expect(rows).toEqual(expect.arrayContaining([null, {}, ...before]));
    expect(rows.at(-1)).toEqual(before[0]);
  });
});
