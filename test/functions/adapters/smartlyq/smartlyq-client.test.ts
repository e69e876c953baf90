import { describe, expect, it } from 'vitest';
import {
  fixedSecret,
  type SecretSource,
} from '../../../../functions/adapters/aws/secret-source.ts';
import {
  createSmartlyqClient,
  type SmartlyqClientOptions,
} from '../../../../functions/adapters/smartlyq/smartlyq-client.ts';
import { SmartlyqError } from '../../../../functions/adapters/smartlyq/smartlyq-error.ts';
import {
  answer,
  hangUpHalfway,
  inTurn,
  loopbackServer,
  nobodyListens,
  type Respond,
  reset,
  silent,
} from '../http/loopback-server.ts';

const KEY = 'sqk_live_9f3a2b1c7d4e4a08';
const NEW_KEY = 'sqk_live_freshfresh0001';
const NOW = Date.UTC(2026, 10, 22, 12);

function ok(data: unknown, headers: Record<string, string> = {}): Respond {
  return answer(200, { success: true, data }, headers);
}

function failure(code: string, message: string, details?: unknown) {
  return { success: false, error: { code, message, details }, meta: { request_id: 'req_1' } };
}

const sound = ok({ balance: '118.5000', currency: 'SQC' });

async function poll(respond: Respond, options: Partial<SmartlyqClientOptions> = {}) {
  const server = await loopbackServer(respond);
  return { server, ...(await readFrom(server.url, options)) };
}

async function readFrom(baseUrl: string, options: Partial<SmartlyqClientOptions> = {}) {
  const pauses: number[] = [];
  const client = createSmartlyqClient({
    baseUrl: `${baseUrl}/v1`,
    apiKey: fixedSecret(KEY),
    clock: () => NOW,
    allowLoopback: true,
    random: () => 0.5,
    sleep: async (ms) => {
      pauses.push(ms);
    },
    ...options,
  });
  const [result] = await Promise.allSettled([client.readBalance()]);
  const error: unknown = result.status === 'rejected' ? result.reason : undefined;
  if (error !== undefined && !(error instanceof SmartlyqError)) throw error;
  return { read: result.status === 'fulfilled' ? result.value : undefined, error, pauses };
}

/** Gives out one key after the other; the last one for all further fresh reads. */
function rotating(...keys: string[]): SecretSource & { reads: boolean[] } {
  const reads: boolean[] = [];
  return {
    reads,
    read: async ({ fresh = false } = {}) => {
      reads.push(fresh);
      const freshReads = reads.filter((wasFresh) => wasFresh).length;
      return keys[Math.min(freshReads, keys.length - 1)] ?? '';
    },
  };
}

describe('a balance', () => {
  it('is read in the current shape, with its parts', async () => {
    const { read, server } = await poll(
      answer(200, {
        success: true,
        data: {
          balance: '100.0000',
          purchased_balance: '50.2500',
          monthly_balance: '49.7500',
          monthly_reset_at: '2026-12-01T09:41:22Z',
          currency: 'USD',
          something_new: { a: 1 },
        },
        meta: { request_id: 'req_1', timestamp: '2026-11-22T12:00:00Z' },
      }),
    );
    expect(read?.reading).toEqual({
      atMs: NOW,
      balance: { decimal: '100', currency: 'USD' },
      purchased: { decimal: '50.25', currency: 'USD' },
      monthly: { decimal: '49.75', currency: 'USD' },
      monthlyResetAtMs: Date.UTC(2026, 11, 1, 9, 41, 22),
    });
    expect(read?.ignored).toEqual([]);
    expect(read?.isTestKey).toBe(false);
    expect(server.requests[0]).toMatchObject({
      method: 'GET',
      path: '/v1/me/balance',
      headers: { authorization: `Bearer ${KEY}`, accept: 'application/json' },
    });
  });

  it.each([
    ['the older shape', { balance_sqc: 118.5, currency: 'SQC' }, '118.5', 'SQC'],
    ['the older shape with text', { balance_sqc: '118.5000', currency: 'SQC' }, '118.5', 'SQC'],
    ['the older shape without currency', { balance_sqc: 7 }, '7', 'SQC'],
    ['a balance of null beside the older shape', { balance: null, balance_sqc: 7 }, '7', 'SQC'],
    ['a number', { balance: 118.5, currency: 'SQC' }, '118.5', 'SQC'],
    ['a negative balance', { balance: '-3.2500', currency: 'SQC' }, '-3.25', 'SQC'],
    ['zero', { balance: '0.0000', currency: 'SQC' }, '0', 'SQC'],
    ['minus zero', { balance: '-0.0000', currency: 'SQC' }, '0', 'SQC'],
    ['another currency', { balance: '12.3400', currency: 'EUR' }, '12.34', 'EUR'],
  ])('is read from %s', async (_name, data, decimal, currency) => {
    const { read } = await poll(ok(data));
    expect(read?.reading.balance).toEqual({ decimal, currency });
  });

  it.each([
    ['118.5', '118.5'],
    ['12345678901234567.8901', '12345678901234567.8901'],
    ['0.1000000000000000055', undefined],
    ['1e3', '1000'],
    ['0.30000000000000004', '0.30000000000000004'],
  ])('keeps the digits of the JSON number %s', async (digits, decimal) => {
    const { read, error } = await poll(
      answer(200, `{"success":true,"data":{"balance":${digits},"currency":"USD"}}`),
    );
    expect(read?.reading.balance.decimal).toBe(decimal);
    expect(error?.kind).toBe(decimal === undefined ? 'bad-answer' : undefined);
  });

  it.each([
    ['purchased_balance', 'lots'],
    ['purchased_balance', { amount: 1 }],
    ['monthly_balance', '1,234'],
    ['monthly_balance', ''],
    ['monthly_reset_at', 'soon'],
    ['monthly_reset_at', '2026-12-01T09:41:22'],
    ['monthly_reset_at', '2026-13-41T09:41:22Z'],
    ['monthly_reset_at', 1764581000],
  ])('stands when its part %s is %j, which is left out and named', async (part, value) => {
    const { read } = await poll(ok({ balance: '5', currency: 'SQC', [part]: value }));
    expect(read?.reading).toEqual({ atMs: NOW, balance: { decimal: '5', currency: 'SQC' } });
    expect(read?.ignored).toEqual([part]);
  });

  it('takes a part of null for none', async () => {
    const { read } = await poll(ok({ balance: '5', currency: 'SQC', monthly_reset_at: null }));
    expect(read?.ignored).toEqual([]);
  });

  it('comes with the shared allowance and the vendor’s clock', async () => {
    const { read } = await poll(
      ok(
        { balance: '5', currency: 'SQC' },
        {
          'x-ratelimit-limit': '60',
          'x-ratelimit-remaining': '59',
          'x-ratelimit-reset': '1795348860',
          date: 'Sun, 22 Nov 2026 12:00:03 GMT',
        },
      ),
    );
    expect(read?.rateLimit).toEqual({ limit: 60, remaining: 59, resetAtMs: 1795348860000 });
    expect(read?.serverDateMs).toBe(NOW + 3000);
  });

  it('comes without the allowance when its headers are unsound', async () => {
    const { read } = await poll(
      ok({ balance: '5', currency: 'SQC' }, { 'x-ratelimit-limit': 'many', date: 'today' }),
    );
    expect(read).not.toHaveProperty('rateLimit');
    expect(read).not.toHaveProperty('serverDateMs');
  });

  it('says when it was read with a test key', async () => {
    const { read } = await poll(sound, { apiKey: fixedSecret('sqk_test_12345678') });
    expect(read?.isTestKey).toBe(true);
  });
});

describe('an answer that cannot be used', () => {
  const page = '<html>Bad gateway</html>';
  it.each<[string, Respond, RegExp]>([
    ['is not JSON', answer(200, page), /not JSON/],
    ['is empty', answer(200, ''), /not JSON/],
    ['is 204', answer(204), /not JSON/],
    ['is cut JSON', answer(200, '{"success":true,"data":{"bal'), /not JSON/],
    ['is an array', answer(200, []), /"success": true with "data"/],
    ['is null', answer(200, 'null'), /"success": true with "data"/],
    ['lacks data', answer(200, { success: true }), /data/],
    ['has data of null', ok(null), /data/],
    ['has words for data', ok('plenty'), /data/],
    ['has no balance', ok({ currency: 'SQC' }), /balance: .*found nothing/],
    ['has no currency', ok({ balance: '5' }), /no currency/],
    ['has a currency of 7', ok({ balance: '5', currency: 7 }), /currency/],
    ['has a currency of markup', ok({ balance: '5', currency: '<b>USD</b>' }), /currency/],
    ['is over 64 KB', ok({ balance: '5', currency: 'SQC', x: 'x'.repeat(70_000) }), /64 KB/],
    ...['NaN', '1,234', 'lots', '', ' 5', '0x10', '1e3', 'Infinity', null, {}, [], true].map(
      (balance): [string, Respond, RegExp] => [
        `has the balance ${JSON.stringify(balance)}`,
        ok({ balance, currency: 'SQC' }),
        /balance: expected a plain decimal/,
      ],
    ),
    [
      'has a balance beyond all numbers',
      answer(200, '{"success":true,"data":{"balance":1e999,"currency":"SQC"}}'),
      /balance: expected a plain decimal/,
    ],
  ])('because it %s is an error and is not asked for again', async (_name, respond, why) => {
    const { error, server } = await poll(respond);
    expect(error).toMatchObject({ kind: 'bad-answer', retryable: false });
    expect(error?.message).toMatch(why);
    expect(error?.message).toMatch(/Check the base URL/);
    expect(server.requests).toHaveLength(1);
  });

  it('is not downloaded to its end when it is endless', async () => {
    const { error } = await poll((response) => {
      response.writeHead(200);
      const more = () => {
        while (response.write('x'.repeat(16_384)));
        response.once('drain', more);
      };
      more();
    });
    expect(error?.message).toMatch(/64 KB/);
  });
});

describe('a refusal', () => {
  it.each<[number, unknown, string, RegExp]>([
    [401, failure('INVALID_API_KEY', 'Unknown key'), 'unauthorized', /run setup/],
    [401, '', 'unauthorized', /wrong or revoked/],
    [
      402,
      failure('INSUFFICIENT_CREDITS', 'Empty'),
      'refused',
      /for lack of credits \(402 INSUFFICIENT_CREDITS: "Empty"\): top up at/,
    ],
    [403, failure('FORBIDDEN', 'Not on this plan'), 'forbidden', /plan/],
    [404, failure('RESOURCE_NOT_FOUND', 'No such route'), 'refused', /base URL/],
    [404, '<html></html>', 'refused', /base URL/],
    [409, failure('CONFLICT', 'No agency'), 'conflict', /No agency/],
    [422, failure('VALIDATION_ERROR', 'period'), 'refused', /period/],
    [200, failure('FORBIDDEN', 'Not on this plan'), 'forbidden', /plan/],
    [200, { success: false }, 'refused', /refused/],
    [200, { success: false, error: 'words' }, 'refused', /refused/],
  ])('with %i is an error at once', async (status, body, kind, message) => {
    const { error, server, pauses } = await poll(answer(status, body));
    expect(error).toMatchObject({ kind, status, retryable: false });
    expect(error?.message).toMatch(message);
    expect(server.requests).toHaveLength(1);
    expect(pauses).toEqual([]);
  });

  it.each<[string, unknown]>([
    ['its details', failure('INSUFFICIENT_SCOPE', 'No', { required_scope: 'wallet:read' })],
    ['a list', failure('FORBIDDEN', 'No', { required_scopes: ['wallet:read'] })],
    ['its message', failure('FORBIDDEN', 'API key lacks required scope: wallet:read.')],
  ])('for a missing scope names it from %s', async (_name, body) => {
    const { error } = await poll(answer(403, body));
    expect(error).toMatchObject({ kind: 'forbidden', scope: 'wallet:read' });
    expect(error?.message).toMatch(/lacks the scope wallet:read for GET \/me\/balance/);
  });

  it.each([301, 302, 303, 307, 308, 304])('by redirect %i is not followed', async (status) => {
    const elsewhere = await loopbackServer(sound);
    const { error } = await poll(answer(status, '', { location: elsewhere.url }));
    expect(error).toMatchObject({ kind: 'refused', status, retryable: false });
    expect(error?.message).toMatch(/redirect/);
    expect(elsewhere.requests).toEqual([]);
  });
});

describe('a fault that may pass', () => {
  it.each<[string, Respond, string]>([
    ['429', answer(429, failure('RATE_LIMITED', 'Slow down')), 'rate-limited'],
    ['500', answer(500, failure('INTERNAL_ERROR', 'Oops')), 'unavailable'],
    ['502 without a body', answer(502), 'unavailable'],
    ['503', answer(503, '<html>'), 'unavailable'],
    ['504', answer(504), 'unavailable'],
    ['a failure in a 200', answer(200, failure('SERVER_ERROR', 'Oops')), 'unavailable'],
    ['a reset', reset, 'unavailable'],
    ['a body cut by the network', hangUpHalfway, 'unavailable'],
  ])('(%s) is tried again', async (_name, respond, kind) => {
    const once = await poll(inTurn(respond, sound));
    expect(once.read?.reading.balance.decimal).toBe('118.5');
    expect(once.pauses).toEqual([250]);

    const always = await poll(respond);
    expect(always.error).toMatchObject({ kind, retryable: true });
    expect(always.error?.message).toMatch(/next poll/);
    expect(always.server.requests).toHaveLength(4);
    expect(always.pauses).toEqual([250, 500, 1000]);
  });

  it('(no answer) is given up after its share of the time and tried again', async () => {
    const { read, server } = await poll(inTurn(silent, sound), { attemptTimeoutMs: 50 });
    expect(read?.reading.balance.decimal).toBe('118.5');
    expect(server.requests).toHaveLength(2);
  });

  it('(no answer) ends with the time for the whole read', async () => {
    const { error, server } = await poll(silent, { attemptTimeoutMs: 5_000, totalTimeoutMs: 50 });
    expect(error).toMatchObject({ kind: 'unavailable', retryable: true });
    expect(error?.message).toMatch(/in time/);
    expect(server.requests).toHaveLength(1);
  });

  it('(an answer that never ends) is given up as well', async () => {
    const dripping: Respond = (response) => void response.writeHead(200).write('{"success"');
    const { error } = await poll(dripping, { totalTimeoutMs: 50 });
    expect(error).toMatchObject({ kind: 'unavailable', status: 200 });
    expect(error?.message).toMatch(/in time/);
  });

  it('(nobody listens) is tried again and keeps the system’s error as its cause', async () => {
    const { error, pauses } = await readFrom(await nobodyListens());
    expect(error).toMatchObject({ kind: 'unavailable', retryable: true });
    expect(error?.message).toMatch(/no connection/);
    expect(error?.cause).toMatchObject({ code: 'ECONNREFUSED' });
    expect(pauses).toHaveLength(3);
  });

  it('is waited for as long as the vendor asks', async () => {
    const limited = answer(429, failure('RATE_LIMIT_EXCEEDED', 'Slow'), { 'retry-after': '7' });
    const { read, pauses } = await poll(inTurn(limited, sound));
    expect(read).toBeDefined();
    expect(pauses).toEqual([7250]);
  });

  it('is waited for until the time that the vendor names', async () => {
    const busy = answer(503, '', { 'retry-after': 'Sun, 22 Nov 2026 12:00:04 GMT' });
    const { pauses } = await poll(inTurn(busy, sound));
    expect(pauses).toEqual([4250]);
  });

  it('is not waited for longer than there is time', async () => {
    const limited = answer(429, failure('RATE_LIMITED', 'Slow'), { 'retry-after': '60' });
    const { error, server, pauses } = await poll(limited);
    expect(error).toMatchObject({ kind: 'rate-limited', retryAfterMs: 60_000 });
    expect(error?.message).toMatch(/asks to wait 60 s/);
    expect(server.requests).toHaveLength(1);
    expect(pauses).toEqual([]);
  });

  it('uses up the time with its pauses', async () => {
    const limited = answer(429, '', { 'retry-after': '8' });
    const { server, pauses } = await poll(limited);
    expect(pauses).toEqual([8250, 8500]);
    expect(server.requests).toHaveLength(3);
  });
});

describe('a rejected key', () => {
  const onlyNew: Respond = (response, turn, seen) => {
    const accepted = seen.headers.authorization === `Bearer ${NEW_KEY}`;
    (accepted ? sound : answer(401, failure('INVALID_API_KEY', 'No')))(response, turn, seen);
  };

  it('that was replaced meanwhile alarms nobody', async () => {
    const apiKey = rotating(KEY, NEW_KEY);
    const { read, server } = await poll(onlyNew, { apiKey });
    expect(read?.reading.balance.decimal).toBe('118.5');
    expect(server.requests).toHaveLength(2);
    expect(apiKey.reads).toEqual([false, true]);
  });

  it('that is still the stored one is an error after one request', async () => {
    const apiKey = rotating(KEY);
    const { error, server } = await poll(onlyNew, { apiKey });
    expect(error?.kind).toBe('unauthorized');
    expect(server.requests).toHaveLength(1);
    expect(apiKey.reads).toEqual([false, true]);
  });

  it('whose replacement is rejected too is an error after two requests', async () => {
    const { error, server } = await poll(answer(401), { apiKey: rotating(KEY, NEW_KEY) });
    expect(error?.kind).toBe('unauthorized');
    expect(server.requests).toHaveLength(2);
  });

  it('whose replacement is malformed says so', async () => {
    const { error, server } = await poll(answer(401), { apiKey: rotating(KEY, 'oops') });
    expect(error?.kind).toBe('key-malformed');
    expect(server.requests).toHaveLength(1);
  });
});

describe('a secret', () => {
  it('is never told, whatever the vendor answers', async () => {
    const echo = `key ${KEY}, Authorization: Bearer ${KEY}, ${'x'.repeat(130)}${KEY}`;
    const answers: Respond[] = [
      ...[400, 401, 403, 429, 500].map((status) => answer(status, failure(KEY, echo, { k: KEY }))),
      answer(200, failure('X', echo)),
      answer(200, `not JSON: ${KEY}`),
      ok({ balance: KEY, currency: 'SQC' }),
      ok({ balance: '1', currency: KEY }),
      answer(302, '', { location: `https://example.com/${KEY}` }),
      reset,
      hangUpHalfway,
    ];
    for (const respond of answers) {
      const { error } = await poll(respond);
      expect(everything(error)).not.toContain(KEY);
      expect(everything(error)).not.toContain('9f3a2b1c');
      expect(error?.message.length).toBeLessThan(420);
    }
  });

  it('makes at most 200 printable characters of what the vendor says', async () => {
    const { error } = await poll(
      answer(404, failure('X', `a\u001b[31m\r\n\u202e${'é'.repeat(5000)}`)),
    );
    expect(error?.message).not.toMatch(/[\p{Cc}\u202e]/u);
    expect(error?.message.match(/é/g)?.length).toBeLessThan(200);
  });
});

/** All that a logger or `inspect` could show of an error. */
function everything(error: unknown): string {
  const seen: string[] = [];
  for (let at = error; at instanceof Error; at = at.cause) {
    seen.push(String(at), at.stack ?? '', JSON.stringify(Object.entries(at)));
  }
  return seen.join('\n');
}
