import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fixedSecret } from '../../../../functions/adapters/aws/secret-source.ts';
import { createSmartlyqClient } from '../../../../functions/adapters/smartlyq/smartlyq-client.ts';
import { SmartlyqError } from '../../../../functions/adapters/smartlyq/smartlyq-error.ts';
import { answer, inTurn, loopbackServer, type Respond } from '../http/loopback-server.ts';

const NOW = Date.UTC(2026, 10, 22, 12);
const usd = (decimal: string) => ({ decimal, currency: 'USD' });
const ok = (data: unknown) => answer(200, { success: true, data });

async function vendor(respond: Respond) {
  const server = await loopbackServer(respond);
  const client = createSmartlyqClient({
    baseUrl: `${server.url}/v1`,
    apiKey: fixedSecret('sqk_live_9f3a2b1c7d4e4a08'),
    clock: () => NOW,
    allowLoopback: true,
    sleep: async () => undefined,
  });
  return { client, server };
}

async function errorOf(promise: Promise<unknown>): Promise<SmartlyqError> {
  const [result] = await Promise.allSettled([promise]);
  if (result.status === 'rejected' && result.reason instanceof SmartlyqError) return result.reason;
  throw new Error('expected a SmartlyqError', { cause: result });
}

const billing = {
  currency: 'USD',
  balance: { total: '42.5000', purchased: '40.0000', monthly: '2.5000' },
  cycle: { monthly_reset_at: '2026-12-01T00:00:00Z' },
  auto_recharge: { enabled: true, below: '5.0000', amount: '25.0000', active: true },
  payment: { card_on_file: true, status: 'ok' },
};

describe('the billing overview', () => {
  it('is read with the recharge that is promised and the card behind it', async () => {
    const { client, server } = await vendor(ok(billing));
    const answered = await client.readBilling();
    expect(server.requests[0]?.path).toBe('/v1/me/billing');
    expect(answered.ignored).toEqual([]);
    expect(answered.billing).toEqual({
      atMs: NOW,
      total: usd('42.5'),
      purchased: usd('40'),
      monthly: usd('2.5'),
      monthlyResetAtMs: Date.UTC(2026, 11, 1),
      autoRecharge: { isEnabled: true, below: usd('5'), amount: usd('25'), isActive: true },
      payment: { isCardOnFile: true, status: 'ok' },
    });
  });

  it('takes numbers for decimals, dates in the past, and words that nobody knows yet', async () => {
    const { client } = await vendor(
      ok({
        currency: 'SQC',
        balance: { total: 42.5 },
        cycle: { monthly_reset_at: '2019-02-28T23:59:59Z' },
        auto_recharge: { enabled: false, below: 5, amount: null },
        payment: { status: 'requires_\u0007action' },
      }),
    );
    const answered = await client.readBilling();
    expect(answered.ignored).toEqual([]);
    expect(answered.billing).toEqual({
      atMs: NOW,
      total: { decimal: '42.5', currency: 'SQC' },
      monthlyResetAtMs: Date.UTC(2019, 1, 28, 23, 59, 59),
      autoRecharge: { isEnabled: false, below: { decimal: '5', currency: 'SQC' } },
      payment: { status: 'requires_ action' },
    });
  });

  it('goes on with what is sound and names the rest', async () => {
    const { client } = await vendor(
      ok({
        ...billing,
        balance: { total: '1,234', purchased: [], monthly: '2.5000' },
        cycle: 'monthly',
        auto_recharge: { enabled: 'yes', below: true, amount: '25', active: 1 },
        payment: { card_on_file: 'visa', status: 7 },
      }),
    );
    const answered = await client.readBilling();
    expect(answered.billing).toEqual({
      atMs: NOW,
      monthly: usd('2.5'),
      autoRecharge: { amount: usd('25') },
    });
    expect(answered.ignored).toEqual([
      'balance.total',
      'balance.purchased',
      'cycle',
      'auto_recharge.enabled',
      'auto_recharge.below',
      'auto_recharge.active',
      'payment.card_on_file',
      'payment.status',
    ]);
  });

  it('keeps no amount whose currency is unknown', async () => {
    const { client } = await vendor(ok({ ...billing, currency: '<b>' }));
    const answered = await client.readBilling();
    expect(answered.billing.total).toBeUndefined();
    expect(answered.ignored).toContain('currency');
    expect(answered.billing.payment?.status).toBe('ok');
  });

  it('survives anything in any of its fields', async () => {
    let data: unknown;
    const { client } = await vendor((response, turn, seen) => ok(data)(response, turn, seen));
    const field = fc.option(fc.jsonValue(), { nil: undefined });
    const anyBilling = fc.record({
      currency: fc.oneof(fc.constant('USD'), field),
      balance: fc.oneof(fc.record({ total: field, purchased: field, monthly: field }), field),
      cycle: fc.oneof(fc.record({ monthly_reset_at: field }), field),
      auto_recharge: fc.oneof(
        fc.record({ enabled: field, below: field, amount: field, active: field }),
        field,
      ),
      payment: fc.oneof(fc.record({ card_on_file: field, status: field }), field),
    });
    await fc.assert(
      fc.asyncProperty(anyBilling, async (sent) => {
        data = sent;
        const { billing: read } = await client.readBilling();
        expect(read.atMs).toBe(NOW);
        for (const amount of [read.total, read.purchased, read.monthly]) {
          expect(amount?.decimal ?? '0').toMatch(/^-?\d+(\.\d+)?$/);
        }
      }),
      { numRuns: 300 },
    );
  });
});

const accounts = {
  active_accounts: 12,
  currency: 'USD',
  bands: [{ up_to: 10, price: 6 }],
  estimated_next_charge: 66,
  next_billing_date: '2026-12-01',
  history: [
    {
      period: '2026-11',
      accounts: 11,
      amount: '63.00',
      status: 'charged',
      charged_at: '2026-11-01T00:03:00Z',
    },
    { period: '2026-10', accounts: 'many', amount: 60, status: 'odd', charged_at: null },
    { accounts: 3 },
  ],
};

describe('the bill for connected accounts', () => {
  it.each([
    ['in the envelope', { success: true, data: accounts }],
    ['bare, as the vendor’s document shows it', accounts],
  ])('is read %s', async (_, body) => {
    const { client } = await vendor(answer(200, body));
    const answered = await client.readAccountBilling();
    expect(answered.accountBilling).toEqual({
      atMs: NOW,
      activeAccounts: 12,
      nextCharge: usd('66'),
      nextChargeAtMs: Date.UTC(2026, 11, 1),
      history: [
        {
          period: '2026-11',
          accounts: 11,
          amount: usd('63'),
          status: 'charged',
          chargedAtMs: Date.UTC(2026, 10, 1, 0, 3),
        },
        { period: '2026-10', amount: usd('60'), status: 'odd' },
      ],
    });
    expect(answered.ignored).toEqual(['history[1].accounts']);
  });

  it.each([
    ['null', null, undefined, []],
    ['a day that does not exist', '2026-13-40', undefined, ['next_billing_date']],
    ['a moment', '2026-12-01T06:00:00+02:00', Date.UTC(2026, 11, 1, 4), []],
    ['a day long past', '2020-01-01', Date.UTC(2020, 0, 1), []],
  ])('has its next date as %s', async (_, next_billing_date, atMs, ignored) => {
    const { client } = await vendor(ok({ ...accounts, history: [], next_billing_date }));
    const answered = await client.readAccountBilling();
    expect(answered.accountBilling.nextChargeAtMs).toBe(atMs);
    expect(answered.ignored).toEqual(ignored);
  });

  it('names the scope that is missing', async () => {
    const { client } = await vendor(
      answer(403, { success: false, error: { code: 'FORBIDDEN', message: 'No' } }),
    );
    const error = await errorOf(client.readAccountBilling());
    expect(error).toMatchObject({ kind: 'forbidden', scope: 'profiles:read', status: 403 });
  });
});

describe('the sub-accounts', () => {
  it('are listed, 1,000 of them with long names', async () => {
    const name = 'Ä'.repeat(180);
    const list = Array.from({ length: 1_000 }, (_, at) => ({
      id: 421_000 + at,
      name,
      hash_id: 'ws_8f21c04ab3d1',
      status: 'active',
    }));
    const { client } = await vendor(ok({ workspaces: list }));
    const { workspaces } = await client.listWorkspaces();
    expect(workspaces).toHaveLength(1_000);
    expect(workspaces[1]).toEqual({ id: '421001', name, status: 'active' });
  });

  it('are left out where their id could not be part of a key', async () => {
    const { client } = await vendor(
      ok({
        workspaces: [
          { id: '12', name: '', status: 'odd' },
          { id: '../x' },
          7,
          { id: -1 },
          { id: 3, balance_sqc: '9.5' },
        ],
      }),
    );
    const { workspaces, ignored } = await client.listWorkspaces();
    expect(workspaces).toEqual([
      { id: '12', name: '12', status: 'odd' },
      { id: '3', name: '3', balance: { decimal: '9.5', currency: 'SQC' } },
    ]);
    expect(ignored).toEqual(['workspaces[2]', 'workspaces[1].id', 'workspaces[3].id']);
  });

  it.each(['12.5000', 12.5])('have a wallet with the balance %j', async (balance_sqc) => {
    const { client, server } = await vendor(
      ok({
        ok: true,
        workspace_id: 3,
        status: 'active',
        state: 7,
        billing_mode: 'saas',
        balance_sqc,
      }),
    );
    const { wallet, ignored } = await client.readWorkspaceWallet('421077');
    expect(server.requests[0]?.path).toBe('/v1/workspaces/421077/wallet');
    expect(wallet).toEqual({
      reading: { atMs: NOW, balance: { decimal: '12.5', currency: 'SQC' } },
      status: 'active',
      billingMode: 'saas',
    });
    expect(ignored).toEqual(['state']);
  });

  it.each([null, undefined, 'lots', {}, Number.NaN])(
    'have no reading where the balance is %j: that is not empty',
    async (balance_sqc) => {
      const { client } = await vendor(ok({ balance_sqc }));
      expect(await errorOf(client.readWorkspaceWallet('1'))).toMatchObject({ kind: 'bad-answer' });
    },
  );

  it('need an agency and a scope', async () => {
    const { client } = await vendor(
      inTurn(
        answer(409, { success: false, error: { code: 'CONFLICT', message: 'No agency tenant' } }),
        answer(403, { success: false, error: { code: 'FORBIDDEN', message: 'No' } }),
        answer(404, { success: false, error: { code: 'RESOURCE_NOT_FOUND', message: 'Gone' } }),
      ),
    );
    const noAgency = await errorOf(client.listWorkspaces());
    expect(noAgency).toMatchObject({ kind: 'conflict', retryable: false });
    expect(noAgency.message).toMatch(/No agency tenant.*agency's workspace/);
    expect(await errorOf(client.listWorkspaces())).toMatchObject({ scope: 'workspaces:read' });
    expect(await errorOf(client.readWorkspaceWallet('9'))).toMatchObject({ status: 404 });
  });
});

describe('the vendor’s webhooks', () => {
  it('are listed with their status and the events there are', async () => {
    const one = {
      id: 1,
      url: 'https://example.com/hooks',
      events: ['balance.low', 7],
      status: 'disabled',
      last_triggered_at: '2026-03-01 15:30:00',
    };
    const { client } = await vendor(
      ok({ webhooks: [one, { id: 2 }], events: ['balance.low', 'key.revoked'] }),
    );
    const { webhooks, catalog } = await client.listWebhooks();
    expect(webhooks).toEqual([
      { id: '1', url: 'https://example.com/hooks', events: ['balance.low'], status: 'disabled' },
    ]);
    expect(catalog).toEqual(['balance.low', 'key.revoked']);
  });

  it('are made once, with the secret that is told once', async () => {
    const { client, server } = await vendor(
      answer(201, { success: true, data: { id: 2, secret: 'whsec_a1b2c3d4e5f6' } }),
    );
    const made = await client.createWebhook('https://example.com/hooks', ['balance.low']);
    expect(made).toEqual({ id: '2', secret: 'whsec_a1b2c3d4e5f6' });
    expect(server.requests[0]).toMatchObject({
      method: 'POST',
      path: '/v1/webhooks',
      headers: { 'content-type': 'application/json' },
      body: '{"url":"https://example.com/hooks","events":["balance.low"]}',
    });
  });

  it('are not made again when the answer is lost: the first may stand', async () => {
    const { client, server } = await vendor(answer(503));
    await errorOf(client.createWebhook('https://example.com/hooks', ['balance.low']));
    expect(server.requests).toHaveLength(1);
  });

  it('are not made without a secret that could be one', async () => {
    const { client } = await vendor(ok({ id: 2, secret: 'a b' }));
    const error = await errorOf(client.createWebhook('https://example.com/hooks', []));
    expect(error.kind).toBe('bad-answer');
    expect(error.message).not.toContain('a b');
  });

  it('can be tried', async () => {
    const { client, server } = await vendor(
      inTurn(ok({ delivered: true, response_code: 200 }), ok({ response_code: null })),
    );
    expect(await client.testWebhook('2')).toEqual({ isDelivered: true, responseCode: 200 });
    expect(await client.testWebhook('2')).toEqual({ isDelivered: false });
    expect(server.requests[0]?.path).toBe('/v1/webhooks/2/test');
  });
});
