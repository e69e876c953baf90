import { describe, expect, it } from 'vitest';
import { expectDocumented } from './documented-answers.ts';
import { bodyOf, dataOf, getBalance, serve } from './serving.ts';

describe('faults on demand', () => {
  it.each([401, 402, 403, 404, 429, 500, 503, 504])(
    'answers %i in the vendor’s envelope',
    async (status) => {
      const simulator = await serve();
      simulator.failNext({ kind: 'status', status });
      const response = await getBalance(simulator);
      expect(response.status).toBe(status);
      expectDocumented('GET /me/balance', status, await bodyOf(response));
      expect(response.headers.get('retry-after')).toBe(status === 429 ? '1' : null);
      expect((await getBalance(simulator)).status).toBe(200);
    },
  );

  it('answers 502 without a body', async () => {
    const simulator = await serve();
    simulator.failNext({ kind: 'status', status: 502 });
    const response = await getBalance(simulator);
    expect([response.status, await response.text()]).toEqual([502, '']);
    expect(response.headers.has('content-type')).toBe(false);
  });

  it('says what a status carries: code, pause, scope, what is left', async () => {
    const simulator = await serve();
    simulator.failNext({
      kind: 'status',
      status: 429,
      code: 'RATE_LIMIT_EXCEEDED',
      retryAfterSeconds: 7,
    });
    simulator.failNext({ kind: 'status', status: 403, code: 'FORBIDDEN', scope: 'profiles:read' });
    simulator.failNext({ kind: 'status', status: 402 });
    const limited = await getBalance(simulator);
    expect(limited.headers.get('retry-after')).toBe('7');
    expect((await bodyOf(limited)).error.code).toBe('RATE_LIMIT_EXCEEDED');
    const { error } = await bodyOf(await getBalance(simulator));
    expect(error).toMatchObject({
      code: 'FORBIDDEN',
      details: { required_scope: 'profiles:read' },
    });
    expect((await bodyOf(await getBalance(simulator))).error.details).toEqual({
      balance_sqc: 100,
    });
  });

  it('fails as many requests as asked, in the order asked, until cleared', async () => {
    const simulator = await serve();
    const statuses = async (count: number) => {
      const seen: number[] = [];
      for (let i = 0; i < count; i++) seen.push((await getBalance(simulator)).status);
      return seen;
    };
    simulator.failNext({ kind: 'status', status: 500 }, 2);
    simulator.failNext({ kind: 'status', status: 503 });
    expect(await statuses(4)).toEqual([500, 500, 503, 200]);
    simulator.failNext({ kind: 'status', status: 504 }, Number.POSITIVE_INFINITY);
    expect(await statuses(3)).toEqual([504, 504, 504]);
    simulator.clearFaults();
    expect(await statuses(1)).toEqual([200]);
    expect(() => simulator.failNext({ kind: 'reset' }, 0)).toThrow(RangeError);
  });

  it('keeps a fault for the next accepted request', async () => {
    const simulator = await serve();
    simulator.failNext({ kind: 'status', status: 503 });
    expect((await getBalance(simulator, null)).status).toBe(401);
    expect((await getBalance(simulator)).status).toBe(503);
  });

  it('answers late, or begins in time and ends late', async () => {
    const simulator = await serve();
    simulator.failNext({ kind: 'slow', delayMs: 200 });
    let from = performance.now();
    expectDocumented('GET /me/balance', 200, await bodyOf(await getBalance(simulator)));
    expect(performance.now() - from).toBeGreaterThan(190);
    simulator.failNext({ kind: 'slow-body', delayMs: 400 });
    from = performance.now();
    const response = await getBalance(simulator);
    expect(performance.now() - from).toBeLessThan(300);
    expectDocumented('GET /me/balance', 200, await bodyOf(response));
    expect(performance.now() - from).toBeGreaterThan(390);
  });

  it('resets the connection', async () => {
    const simulator = await serve();
    simulator.failNext({ kind: 'reset' });
    const error = await getBalance(simulator).catch((caught) => caught as TypeError);
    expect(error).toMatchObject({ cause: { code: 'ECONNRESET' } });
  });

  it('cuts the body short of its promised length', async () => {
    const simulator = await serve();
    simulator.failNext({ kind: 'cut' });
    const response = await getBalance(simulator);
    expect(Number(response.headers.get('content-length'))).toBeGreaterThan(100);
    await expect(response.text()).rejects.toThrow();
  });

  it('redirects, by default to an answer that would seem right', async () => {
    const simulator = await serve();
    simulator.failNext({ kind: 'redirect' });
    simulator.failNext({ kind: 'redirect', location: 'https://example.com/' });
    const response = await getBalance(simulator);
    expect(response.status).toBe(302);
    expect(response.headers.get('location')).toBe('/v1/me/balance');
    expect((await getBalance(simulator)).headers.get('location')).toBe('https://example.com/');
  });

  it('answers a page that is not JSON', async () => {
    const simulator = await serve();
    simulator.failNext({ kind: 'not-json' });
    const response = await getBalance(simulator);
    expect(response.headers.get('content-type')).toContain('text/html');
    expect(await response.text()).toMatch(/^<!doctype html>/);
  });

  it('answers a huge body, and survives a caller that hangs up on it', async () => {
    const simulator = await serve();
    simulator.failNext({ kind: 'huge', bytes: 1_000_000 });
    const text = await (await getBalance(simulator)).text();
    expect(text.length).toBeGreaterThan(1_000_000);
    expect(JSON.parse(text).success).toBe(true);
    simulator.failNext({ kind: 'huge' });
    await (await getBalance(simulator)).body?.cancel();
    expect((await getBalance(simulator)).status).toBe(200);
  });

  it('leaves data out of the envelope', async () => {
    const simulator = await serve();
    simulator.failNext({ kind: 'no-data' });
    expect(Object.keys(await bodyOf(await getBalance(simulator)))).toEqual(['success', 'meta']);
  });

  it.each<unknown>(['1,234', 'words', '', 'NaN', null, true, [1]])(
    'answers the balance %j',
    async (value) => {
      const simulator = await serve();
      simulator.failNext({ kind: 'balance', value });
      expect((await dataOf(simulator)).balance).toEqual(value);
    },
  );

  it('spoils the older shape’s number as well, and prints NaN bare', async () => {
    const simulator = await serve({ shape: 'older' });
    simulator.failNext({ kind: 'balance', value: 'words' });
    simulator.failNext({ kind: 'balance', value: Number.NaN });
    expect((await dataOf(simulator)).balance_sqc).toBe('words');
    expect(await (await getBalance(simulator)).text()).toContain('"balance_sqc":NaN,');
  });
});
