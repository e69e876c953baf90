import { describe, expect, it } from 'vitest';
import { fixedSecret } from '../../functions/adapters/aws/secret-source.ts';
import { createSmartlyqClient } from '../../functions/adapters/smartlyq/smartlyq-client.ts';
import { DAY_MS } from '../../functions/core/ledger/durations.ts';
import { dailyRhythm } from '../../simulator/daily-rhythm.ts';
import { ROUTES } from '../../simulator/routes.ts';
import { createSimulatedWallet } from '../../simulator/wallet.ts';
import { compareWithOpenapi } from './compare-with-openapi.ts';
import { DOCUMENTED_CALLS, expectDocumented } from './documented-answers.ts';
import { everyAnswer } from './every-answer.ts';
import { KEY, START_MS, serve } from './serving.ts';

describe('every call that the simulator serves', () => {
  it('is made here, succeeds, and answers as documented, also where it fails', async () => {
    const answers = await everyAnswer();
    const served = ROUTES.map(({ call }) => call).toSorted();
    const succeeded = answers.filter(({ status }) => status < 300).map(({ call }) => call);
    expect([...new Set(succeeded)].toSorted()).toEqual(served);
    expect(DOCUMENTED_CALLS.toSorted()).toEqual(served);
    expect(new Set(answers.map(({ status }) => status))).toEqual(
      new Set([200, 201, 202, 401, 403, 404, 422]),
    );
    for (const { call, status, body } of answers) expectDocumented(call, status, body);
  });

  it('answers as documented in the vendor’s other forms too', async () => {
    const answers = await everyAnswer({
      dates: 'spaced',
      isAccountBillingInEnvelope: true,
    });
    for (const { call, status, body } of answers) expectDocumented(call, status, body);
    const text = JSON.stringify(answers);
    expect(text).toContain('"monthly_reset_at":"2026-12-15 00:00:00"');
    expect(text).toContain('"charged_at":"2026-12-01 00:00:00"');
    expect(text).toContain('"timestamp":"2026-12-07T00:00:00Z"');
    const bill = answers.find(({ call }) => call === 'GET /me/account-billing');
    expect(bill?.body).toMatchObject({ success: true, data: { active_accounts: 12 } });
  });
});

describe('the client', () => {
  it.each([false, true])(
    'reads the bill, in an envelope: %s',
    async (isAccountBillingInEnvelope) => {
      const simulator = await serve({ isAccountBillingInEnvelope });
      const { accountBilling } = await clientOf(simulator.url).readAccountBilling();
      expect(accountBilling.activeAccounts).toBe(0);
    },
  );

  it('reads a date without an offset as UTC', async () => {
    const wallet = createSimulatedWallet({
      startMs: START_MS,
      balance: 200,
      currency: 'USD',
      spend: dailyRhythm({ perDay: 4, seed: 1 }),
      accounts: 2,
    });
    const clock = () => START_MS + 35 * DAY_MS;
    const client = clientOf((await serve({ wallet, clock, dates: 'spaced' })).url);
    const { reading, ignored } = await client.readBalance();
    expect(ignored).toEqual([]);
    expect(reading.monthlyResetAtMs).toBe(Date.UTC(2027, 0, 1));
    const { accountBilling } = await client.readAccountBilling();
    expect(accountBilling.history[0]?.chargedAtMs).toBe(Date.UTC(2026, 11, 1));
  });
});

function clientOf(baseUrl: string) {
  const apiKey = fixedSecret(KEY);
  return createSmartlyqClient({ baseUrl, apiKey, clock: () => START_MS, allowLoopback: true });
}

describe('the comparison with an OpenAPI document', () => {
  const profile = {
    type: 'object',
    properties: { id: { type: 'integer' }, seenAt: { type: 'string', format: 'date-time' } },
  };
  const schema = { type: 'object', properties: { data: { $ref: '#/components/schemas/Profile' } } };
  const document = {
    paths: {
      '/me': { get: { responses: { 200: { content: { 'application/json': { schema } } } } } },
      '/logs': { get: {} },
    },
    components: { schemas: { Profile: profile } },
  };
  const compare = (data: unknown, status = 200) =>
    compareWithOpenapi(document, [{ call: 'GET /me', status, body: { data, meta: {} } }]);

  it('finds nothing where they agree, and names the calls that are not served', () => {
    expect(compare({ id: 1, seenAt: '2026-03-01T15:30:00Z' })).toEqual({
      compared: 1,
      faults: [],
      undescribed: [],
      unanswered: ['GET /logs'],
    });
    expect(compare({}, 409).undescribed).toEqual(['GET /me 409']);
  });

  it.each([
    [{ id: '1', seenAt: '2026-03-01T15:30:00Z' }, 'GET /me 200: answer/data/id must be integer'],
    [{ id: 1 }, 'GET /me 200: data: seenAt is missing'],
    [
      { id: 1, seenAt: '2026-03-01 15:30:00' },
      'GET /me 200: answer/data/seenAt must match format "date-time"',
    ],
    [
      { id: 1, seenAt: '2026-03-01T15:30:00Z', more: 1 },
      'GET /me 200: data.more is not in the document',
    ],
  ])('finds what differs in %j', (data, fault) => {
    expect(compare(data).faults).toEqual([fault]);
  });
});
