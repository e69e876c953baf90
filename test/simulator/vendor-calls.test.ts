import { describe, expect, it } from 'vitest';
import { DAY_MS, MINUTE_MS } from '../../functions/core/ledger/durations.ts';
import { dailyRhythm } from '../../simulator/daily-rhythm.ts';
import type { SimulatorOptions } from '../../simulator/server.ts';
import { createSimulatedWallet } from '../../simulator/wallet.ts';
import { signatureOf } from '../../simulator/webhooks.ts';
import { agencyOf } from '../../simulator/workspaces.ts';
import {
  answer,
  loopbackServer,
  type Respond,
} from '../functions/adapters/http/loopback-server.ts';
import { expectDocumented, expectDocumentedEvent } from './documented-answers.ts';
import { richWallet } from './every-answer.ts';
import { type JsonBody, KEY, START_MS, serve } from './serving.ts';

async function vendor(options: Partial<SimulatorOptions> = {}) {
  let nowMs = START_MS;
  const clock = () => nowMs;
  const simulator = await serve({ clock, ...options });
  async function call(method: string, path: string, body?: object, key = KEY) {
    const response = await fetch(simulator.url + path, {
      method,
      headers: { authorization: `Bearer ${key}` },
      ...(body && { body: JSON.stringify(body) }),
    });
    return { status: response.status, body: (await response.json()) as JsonBody };
  }
  return {
    simulator,
    call,
    pass: (ms: number) => {
      nowMs += ms;
    },
  };
}

describe('the simulated vendor', () => {
  it('answers billing and connected accounts as documented', async () => {
    const { call, pass } = await vendor({ wallet: richWallet() });
    pass(35 * DAY_MS);
    const billing = await call('GET', '/me/billing');
    expectDocumented('GET /me/billing', 200, billing.body);
    expect(billing.body.data).toMatchObject({
      cycle: { monthly_reset_at: '2026-12-15T00:00:00Z' },
      auto_recharge: { enabled: true, below: '5.0000', amount: '25.0000', active: true },
      payment: { card_on_file: true, status: 'ok' },
    });
    const accounts = await call('GET', '/me/account-billing');
    expectDocumented('GET /me/account-billing', 200, accounts.body);
    expect(accounts.body).toMatchObject({
      active_accounts: 12,
      estimated_next_charge: 66,
      next_billing_date: '2027-01-01',
      history: [{ period: '2026-12', amount: 66, status: 'charged' }],
    });
  });

  it('answers an agency’s sub-accounts as documented, and 404 for those it has not', async () => {
    const workspaces = agencyOf({ subAccounts: 200, seed: 1 }, START_MS);
    const { call, pass } = await vendor({ workspaces });
    const listed = await call('GET', '/workspaces');
    expectDocumented('GET /workspaces', 200, listed.body);
    expect(listed.body.data.workspaces).toHaveLength(200);
    const one = await call('GET', '/workspaces/421007');
    expectDocumented('GET /workspaces/{id}', 200, one.body);
    const first = await call('GET', '/workspaces/421007/wallet');
    expectDocumented('GET /workspaces/{id}/wallet', 200, first.body);
    pass(2 * DAY_MS);
    const later = await call('GET', '/workspaces/421007/wallet');
    expect(Number(later.body.data.balance_sqc)).toBeLessThan(Number(first.body.data.balance_sqc));
    expect((await call('GET', '/workspaces/1/wallet')).status).toBe(404);
  });

  it('answers 409 where there is no agency, and 403 with the scope where it is missing', async () => {
    const apiKeys = [{ key: KEY, scopes: ['wallet:read'] }, { key: 'sqk_live_all' }];
    const { call } = await vendor({ apiKeys });
    expect((await call('GET', '/workspaces', undefined, 'sqk_live_all')).status).toBe(409);
    for (const [path, scope] of [
      ['/workspaces', 'workspaces:read'],
      ['/workspaces/1/wallet', 'workspaces:read'],
      ['/me/account-billing', 'profiles:read'],
      ['/webhooks', 'webhooks:read'],
      ['/logs', 'logs:read'],
    ]) {
      const { status, body } = await call('GET', String(path));
      expect([status, body.error.details]).toEqual([403, { required_scope: scope }]);
    }
  });
});

describe('a paused sub-account', () => {
  it('spends nothing until it is resumed', async () => {
    const { call, pass } = await vendor({
      workspaces: agencyOf({ subAccounts: 2, seed: 1 }, START_MS),
    });
    const balance = async () =>
      (await call('GET', '/workspaces/421001/wallet')).body.data.balance_sqc;
    await call('POST', '/workspaces/421001/pause');
    const before = await balance();
    pass(DAY_MS);
    expect(await balance()).toBe(before);
    expect((await call('GET', '/workspaces/421001')).body.data.status).toBe('paused');
    await call('POST', '/workspaces/421001/resume');
    pass(DAY_MS);
    expect(Number(await balance())).toBeLessThan(Number(before));
  });
});

describe('the simulated webhooks', () => {
  async function endpoint(respond: Respond, options: Partial<SimulatorOptions> = {}) {
    const server = await loopbackServer(respond);
    const at = await vendor({ allowLoopbackWebhooks: true, ...options });
    const events = ['balance.low', 'balance.depleted', 'wallet.recharge.succeeded'];
    const url = `${server.url}/main`;
    const made = await at.call('POST', '/webhooks', { url, events });
    return { ...at, server, made, secret: String(made.body.data.secret) };
  }
  const low = { atMs: START_MS, name: 'balance.low' as const, data: { balance: 4, threshold: 5 } };

  it('are registered with a secret that no list tells', async () => {
    const { call, made } = await endpoint(answer(200));
    expect(made.status).toBe(201);
    expectDocumented('POST /webhooks', 201, made.body);
    const listed = await call('GET', '/webhooks');
    expectDocumented('GET /webhooks', 200, listed.body);
    expect(JSON.stringify(listed.body)).not.toContain('whsec_');
  });

  it.each([
    [{ url: 'http://example.com/', events: ['balance.low'] }],
    [{ url: 'https://example.com/', events: ['balance.lost'] }],
    [{ url: 'https://example.com/', events: [] }],
    [{}],
  ])('are refused with 422 for %j', async (body) => {
    const { call } = await vendor();
    expect((await call('POST', '/webhooks', body)).status).toBe(422);
  });

  it('are at most ten', async () => {
    const { call } = await vendor();
    const statuses: number[] = [];
    for (let at = 0; at < 11; at++) {
      const body = { url: `https://example.com/${at}`, events: ['balance.low'] };
      statuses.push((await call('POST', '/webhooks', body)).status);
    }
    expect(statuses).toEqual([...Array(10).fill(201), 422]);
  });

  it('are signed over the raw body, and tell what happened to the wallet', async () => {
    const wallet = createSimulatedWallet({
      startMs: START_MS,
      balance: 60,
      currency: 'USD',
      spend: dailyRhythm({ perDay: 40, seed: 3 }),
      lowBelow: 20,
      autoRecharge: { enabled: true, below: 5, amount: 25 },
    });
    const { simulator, server, secret, pass } = await endpoint(answer(204), { wallet });
    pass(3 * DAY_MS);
    const sent = await simulator.deliverDue();
    expect(sent.length).toBeGreaterThan(1);
    expect(server.requests).toHaveLength(sent.length);
    for (const { headers, body } of server.requests) {
      const { id, event } = JSON.parse(body);
      expectDocumentedEvent(JSON.parse(body));
      expect(headers['x-smartlyq-signature']).toBe(
        signatureOf(body, secret, START_MS + 3 * DAY_MS),
      );
      expect(headers['x-smartlyq-event-id']).toBe(id);
      expect(headers['x-smartlyq-event']).toBe(event);
    }
    expect(await simulator.deliverDue()).toEqual([]);
  });

  it('of a sub-account say which', async () => {
    const spend = dailyRhythm({ perDay: 100, seed: 3 });
    const wallet = createSimulatedWallet({
      startMs: START_MS,
      balance: 50,
      currency: 'SQC',
      spend,
    });
    const workspaces = [{ id: 421_077, name: 'Acme', wallet }];
    const { simulator, server, pass } = await endpoint(answer(200), { workspaces });
    pass(3 * DAY_MS);
    await simulator.deliverDue();
    expect(JSON.parse(server.requests[0]?.body ?? '')).toMatchObject({
      event: 'balance.depleted',
      data: { balance: 0, profile_id: 421_077, profile_workspace_id: 421_077 },
    });
  });

  it('are tried again after 2, 4, 8, 16 and 32 minutes, with the same body and a new signature', async () => {
    const { simulator, server, pass } = await endpoint(answer(500));
    simulator.webhooks.emit(low, START_MS);
    const minutes: number[] = [];
    for (let minute = 0; minute <= 120; minute++) {
      if ((await simulator.deliverDue()).length > 0) minutes.push(minute);
      pass(MINUTE_MS);
    }
    expect(minutes).toEqual([0, 2, 6, 14, 30, 62]);
    expect(simulator.webhooks.waiting()).toBe(0);
    expect(new Set(server.requests.map(({ body }) => body)).size).toBe(1);
    const signatures = server.requests.map(({ headers }) => headers['x-smartlyq-signature']);
    expect(new Set(signatures).size).toBe(6);
  });

  it.each([
    ['90', 2],
    ['7200', 60],
  ])('honour a 429 with Retry-After %s, at most an hour', async (seconds, minutes) => {
    const { simulator, pass } = await endpoint((response, turn, seen) =>
      answer(turn === 1 ? 429 : 200, '', { 'retry-after': seconds })(response, turn, seen),
    );
    simulator.webhooks.emit(low, START_MS);
    await simulator.deliverDue();
    pass((minutes - 1) * MINUTE_MS);
    expect(await simulator.deliverDue()).toEqual([]);
    pass(MINUTE_MS);
    expect(await simulator.deliverDue()).toMatchObject([{ attempt: 2, status: 200 }]);
  });

  it('pause an endpoint after ten failures in a row; a trial still reaches it', async () => {
    const { simulator, call, pass, server } = await endpoint(answer(503));
    for (let event = 0; event < 10; event++) simulator.webhooks.emit(low, START_MS);
    await simulator.deliverDue();
    pass(10 * MINUTE_MS);
    expect(await simulator.deliverDue()).toEqual([]);
    const listed = await call('GET', '/webhooks');
    expect(listed.body.data.webhooks).toMatchObject([{ status: 'failing' }]);
    const tried = await call('POST', '/webhooks/1/test');
    expect(tried.body.data).toMatchObject({ delivered: false, response_code: 503 });
    expect(JSON.parse(server.requests.at(-1)?.body ?? '').event).toBe('webhook.test');
    expect((await call('POST', '/webhooks/9/test')).status).toBe(404);
  });

  it('start again when their owner sets them to active, with ten failures ahead of them', async () => {
    const { simulator, call } = await endpoint(answer(503));
    for (let event = 0; event < 10; event++) simulator.webhooks.emit(low, START_MS);
    await simulator.deliverDue();
    const revived = await call('PUT', '/webhooks/1', { status: 'active' });
    expect(revived.body.data).toMatchObject({ status: 'active' });
    simulator.webhooks.emit(low, START_MS);
    expect(await simulator.deliverDue()).toHaveLength(1);
    expect(simulator.webhooks.list()[0]?.status).toBe('active');
  });

  it('change only what was sent, and nothing where a part of it is refused', async () => {
    const { call, server } = await endpoint(answer(200));
    const url = `${server.url}/main`;
    const change = { url: 'https://example.com/', status: 'off' };
    expect((await call('PUT', '/webhooks/1', change)).status).toBe(422);
    const updated = await call('PUT', '/webhooks/1', { events: ['key.revoked'] });
    expect(updated.body.data).toMatchObject({ url, events: ['key.revoked'], status: 'active' });
  });

  it('send nothing while paused, and nothing any more once deleted', async () => {
    const { simulator, call, server } = await endpoint(answer(200));
    await call('PUT', '/webhooks/1', { status: 'paused' });
    simulator.webhooks.emit(low, START_MS);
    expect(await simulator.deliverDue()).toEqual([]);
    await call('PUT', '/webhooks/1', { status: 'active' });
    simulator.webhooks.emit(low, START_MS);
    await call('DELETE', '/webhooks/1');
    expect(await simulator.deliverDue()).toEqual([]);
    expect(server.requests).toEqual([]);
    expect((await call('GET', '/webhooks')).body.data.webhooks).toEqual([]);
  });

  it('log what was delivered, and send it again with the same event and a new signature', async () => {
    const { simulator, call, pass, server } = await endpoint((response, turn, seen) =>
      answer(turn === 1 ? 500 : 200, 'as asked')(response, turn, seen),
    );
    simulator.webhooks.emit(low, START_MS);
    await simulator.deliverDue();
    const failed = await call('GET', '/webhooks/logs?status=pending&webhook_id=1');
    expect(failed.body.data.deliveries).toMatchObject([
      { id: 1, attempt: 1, response_code: 500, next_retry_at: '2026-11-02T00:02:00Z' },
    ]);
    pass(MINUTE_MS);
    expect((await call('POST', '/webhooks/deliveries/1/replay')).status).toBe(202);
    expect(await simulator.deliverDue()).toMatchObject([{ attempt: 1, status: 200 }]);
    const [first, second] = server.requests;
    expect(second?.body).toBe(first?.body);
    expect(second?.headers['x-smartlyq-signature']).not.toBe(
      first?.headers['x-smartlyq-signature'],
    );
    const { body } = await call('GET', '/webhooks/logs');
    expect(body.data).toMatchObject({
      deliveries: [{ status: 'delivered', response_body: 'as asked', next_retry_at: null }],
      pagination: { total: 1, page: 1, per_page: 20, total_pages: 1 },
    });
    expect((await call('GET', '/webhooks/logs?event=key.revoked')).body.data.deliveries).toEqual(
      [],
    );
    const later = 90 * DAY_MS;
    pass(later);
    expect((await call('GET', '/webhooks/logs')).body.data.deliveries).toEqual([]);
  });

  it('can be tried', async () => {
    const { call } = await endpoint(answer(200));
    const tried = await call('POST', '/webhooks/1/test');
    expectDocumented('POST /webhooks/{id}/test', 200, tried.body);
    expect(tried.body.data).toMatchObject({ delivered: true, response_code: 200 });
  });
});
