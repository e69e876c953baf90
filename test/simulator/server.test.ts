import { describe, expect, it } from 'vitest';
import { HOUR_MS } from '../../functions/core/ledger/durations.ts';
import { dailyRhythm } from '../../simulator/daily-rhythm.ts';
import { createSimulatedWallet } from '../../simulator/wallet.ts';
import { expectDocumented } from './documented-answers.ts';
import { bodyOf, dataOf, getBalance, KEY, START_MS, serve } from './serving.ts';

describe('the simulated API', () => {
  it('answers a balance in the current shape', async () => {
    const response = await getBalance(await serve());
    const body = await bodyOf(response);
    expect(response.status).toBe(200);
    expectDocumented('GET /me/balance', 200, body);
    expect(body.data).toEqual({
      balance: '100.0000',
      purchased_balance: '100.0000',
      monthly_balance: '0.0000',
      monthly_reset_at: '2026-12-01T00:00:00Z',
      currency: 'USD',
    });
    expect(body.meta.timestamp).toBe('2026-11-02T00:00:00Z');
  });

  it('answers a balance in the older shape, as a number', async () => {
    const spend = dailyRhythm({ perDay: 0, seed: 1 });
    const wallet = createSimulatedWallet({
      startMs: START_MS,
      balance: 42.5,
      currency: 'SQC',
      spend,
    });
    const body = await bodyOf(await getBalance(await serve({ wallet, shape: 'older' })));
    expectDocumented('GET /me/balance', 200, body);
    expect(body.data).toEqual({ balance_sqc: 42.5, currency: 'SQC' });
  });

  it('falls as its clock moves, and rises with a top-up', async () => {
    let nowMs = START_MS;
    const spend = dailyRhythm({ perDay: 400, seed: 1 });
    const wallet = createSimulatedWallet({
      startMs: START_MS,
      balance: 5_000,
      currency: 'USD',
      spend,
    });
    const simulator = await serve({ wallet, clock: () => nowMs });
    const readings: number[] = [];
    for (let day = 0; day <= 7; day++) {
      nowMs = START_MS + day * 24 * HOUR_MS;
      readings.push(Number((await dataOf(simulator)).balance));
    }
    expect(readings).toEqual([...readings].sort((a, b) => b - a));
    expect(new Set(readings).size).toBe(8);
    wallet.topUp(nowMs, 750);
    const after = Number((await dataOf(simulator)).balance);
    expect(after).toBeCloseTo((readings.at(-1) ?? 0) + 750, 4);
  });

  it('lets the wallet live faster than the clock', async () => {
    const spend = dailyRhythm({ perDay: 400, seed: 1 });
    const wallet = createSimulatedWallet({
      startMs: START_MS,
      balance: 500,
      currency: 'USD',
      spend,
    });
    const walletClock = () => START_MS + 14 * 24 * HOUR_MS;
    const body = await bodyOf(await getBalance(await serve({ wallet, walletClock })));
    expect(body.data.balance).toBe('0.0000');
    expect(body.meta.timestamp).toBe('2026-11-02T00:00:00Z');
  });

  it.each([
    ['no key', null, 'UNAUTHORIZED'],
    ['a malformed key', 'hello', 'INVALID_API_KEY'],
    ['a key of another vendor', 'sk_live_0123456789abcdef', 'INVALID_API_KEY'],
    ['a key that is not on the list', 'sqk_live_other', 'INVALID_API_KEY'],
  ])('refuses %s with 401', async (_, key, code) => {
    const response = await getBalance(await serve({ apiKeys: [{ key: KEY }] }), key);
    const body = await bodyOf(response);
    expect(response.status).toBe(401);
    expectDocumented('GET /me/balance', 401, body);
    expect(body.error.code).toBe(code);
  });

  it.each(['sqk_live_any', 'sqk_test_any'])('accepts %s where there is no list', async (key) => {
    expect((await getBalance(await serve(), key)).status).toBe(200);
  });

  it('gives each listed key its own wallet', async () => {
    const spend = dailyRhythm({ perDay: 0, seed: 1 });
    const other = createSimulatedWallet({ startMs: START_MS, balance: 7, currency: 'USD', spend });
    const simulator = await serve({
      apiKeys: [{ key: KEY }, { key: 'sqk_live_b', wallet: other }],
    });
    expect((await dataOf(simulator)).balance).toBe('100.0000');
    expect((await bodyOf(await getBalance(simulator, 'sqk_live_b'))).data.balance).toBe('7.0000');
  });

  it('refuses a key without the scope with 403 and names the scope', async () => {
    const response = await getBalance(
      await serve({ apiKeys: [{ key: KEY, scopes: ['posts:read'] }] }),
    );
    const body = await bodyOf(response);
    expect(response.status).toBe(403);
    expectDocumented('GET /me/balance', 403, body);
    expect(body.error.details).toEqual({ required_scope: 'wallet:read' });
    expect(body.error.message).toContain('wallet:read');
  });

  it.each([
    ['GET', '/me/nothing'],
    ['POST', '/me/balance'],
  ])('answers 404 to %s %s', async (method, path) => {
    const { url } = await serve();
    const response = await fetch(url + path, {
      method,
      headers: { authorization: `Bearer ${KEY}` },
    });
    expect(response.status).toBe(404);
    expectDocumented('GET /me/balance', 404, await bodyOf(response));
  });

  it('tells each request without the key', async () => {
    const notified: unknown[] = [];
    const simulator = await serve({ onRequest: (served) => notified.push(served) });
    simulator.failNext({ kind: 'reset' });
    await expect(getBalance(simulator)).rejects.toThrow();
    await getBalance(simulator);
    expect(notified).toEqual([
      { method: 'GET', path: '/v1/me/balance', outcome: 'reset' },
      { method: 'GET', path: '/v1/me/balance', outcome: '200' },
    ]);
  });

  it('closes twice without complaint, also with a slow answer under way', async () => {
    const simulator = await serve();
    simulator.failNext({ kind: 'slow', delayMs: 60_000 });
    const answer = getBalance(simulator).catch((error) => error);
    await new Promise((resolve) => setTimeout(resolve, 50));
    await simulator.close();
    await simulator.close();
    expect(await answer).toBeInstanceOf(TypeError);
  });
});

describe('the rate limit', () => {
  const limits = (response: Response) =>
    ['limit', 'remaining', 'reset'].map((name) =>
      Number(response.headers.get(`x-ratelimit-${name}`)),
    );

  it('counts down, refuses with Retry-After, and begins anew with the minute', async () => {
    let nowMs = START_MS + 20_500;
    const simulator = await serve({ clock: () => nowMs, ratePerMinute: 3 });
    const resetAt = START_MS / 1000 + 60;
    for (const remaining of [2, 1, 0]) {
      expect(limits(await getBalance(simulator))).toEqual([3, remaining, resetAt]);
    }
    const refused = await getBalance(simulator);
    expect(refused.status).toBe(429);
    expect(refused.headers.get('retry-after')).toBe('40');
    expect(limits(refused)).toEqual([3, 0, resetAt]);
    expectDocumented('GET /me/balance', 429, await refused.json());
    nowMs = START_MS + 60_000;
    expect(limits(await getBalance(simulator))).toEqual([3, 2, resetAt + 60]);
  });

  it('allows 60 a minute by default', async () => {
    const simulator = await serve();
    const statuses = new Set<number>();
    for (let i = 0; i < 60; i++) statuses.add((await getBalance(simulator)).status);
    expect([...statuses]).toEqual([200]);
    expect((await getBalance(simulator)).status).toBe(429);
  });

  it('is shared by all live keys, and test keys have their own', async () => {
    const simulator = await serve({ ratePerMinute: 2 });
    await getBalance(simulator, 'sqk_live_a');
    expect(limits(await getBalance(simulator, 'sqk_live_b'))[1]).toBe(0);
    expect((await getBalance(simulator, 'sqk_live_a')).status).toBe(429);
    expect(limits(await getBalance(simulator, 'sqk_test_a'))[1]).toBe(1);
  });

  it('counts no request with a wrong key', async () => {
    const simulator = await serve({ ratePerMinute: 2 });
    expect((await getBalance(simulator, null)).headers.has('x-ratelimit-limit')).toBe(false);
    expect(limits(await getBalance(simulator))[1]).toBe(1);
  });
});
