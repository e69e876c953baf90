import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { DAY_MS } from '../../functions/core/ledger/durations.ts';
import { dailyRhythm } from '../../simulator/daily-rhythm.ts';
import { type SimulatorOptions, startSimulator } from '../../simulator/server.ts';
import { createSimulatedWallet } from '../../simulator/wallet.ts';
import { agencyOf } from '../../simulator/workspaces.ts';

const START_MS = Date.UTC(2026, 10, 2);
const KEY = 'sqk_live_everything';
const NARROW_KEY = 'sqk_live_narrow';

/** One answer of the simulator, and the call as the vendor's document names it. */
export interface Answered {
  /** "GET /workspaces/{id}" */
  readonly call: string;
  readonly status: number;
  readonly body: unknown;
}

/** Makes every call that the simulator serves, also those that fail, and returns what it answered. */
export async function everyAnswer(options: Partial<SimulatorOptions> = {}): Promise<Answered[]> {
  const endpoint = createServer((_, response) => response.end('thank you'));
  await new Promise<void>((done) => endpoint.listen(0, '127.0.0.1', done));
  const { port } = endpoint.address() as AddressInfo;
  let nowMs = START_MS;
  const simulator = await startSimulator({
    wallet: richWallet(),
    clock: () => nowMs,
    apiKeys: [{ key: KEY }, { key: NARROW_KEY, scopes: [] }],
    workspaces: agencyOf({ subAccounts: 3, seed: 1 }, START_MS),
    allowLoopbackWebhooks: true,
    ratePerMinute: 1_000,
    ...options,
  });
  const answers: Answered[] = [];

  /** @param path "{id}" in it is replaced by `id` */
  async function ask(call: string, { id = 0, query = '', body, key = KEY }: Asking = {}) {
    const [method = '', path = ''] = call.split(' ');
    const response = await fetch(simulator.url + path.replace('{id}', String(id)) + query, {
      method,
      headers: { authorization: `Bearer ${key}` },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const answer = { call, status: response.status, body: await response.json() };
    answers.push(answer);
  }

  try {
    nowMs += 35 * DAY_MS;
    await ask('GET /me');
    await ask('GET /me', { key: 'sqk_live_unknown' });
    await ask('GET /me/balance');
    await ask('GET /me/billing');
    await ask('GET /logs', { query: '?source=api&per_page=100' });
    await ask('GET /logs', { query: '?result=maybe' });
    await ask('GET /logs', { key: NARROW_KEY });
    await ask('GET /me/account-billing');
    await ask('GET /me/account-billing', { key: NARROW_KEY });

    const id = 421_001;
    await ask('GET /workspaces');
    for (const call of [
      'POST /workspaces/{id}/pause',
      'GET /workspaces/{id}',
      'GET /workspaces/{id}/wallet',
      'POST /workspaces/{id}/resume',
    ]) {
      await ask(call, { id });
      await ask(call, { id: 1 });
    }

    const url = `http://127.0.0.1:${port}/main`;
    const events = ['balance.low', 'balance.depleted'];
    await ask('POST /webhooks', { body: { url, events } });
    await ask('POST /webhooks', { body: { url: 'ftp://example.com/', events } });
    await ask('POST /webhooks', { body: { url, events }, key: NARROW_KEY });
    await ask('GET /webhooks');
    await ask('PUT /webhooks/{id}', { id: 1, body: { status: 'paused' } });
    await ask('PUT /webhooks/{id}', { id: 1, body: { status: 'active', events } });
    await ask('PUT /webhooks/{id}', { id: 1, body: {} });
    await ask('PUT /webhooks/{id}', { id: 9, body: { status: 'active' } });
    await ask('POST /webhooks/{id}/test', { id: 1 });
    await ask('POST /webhooks/{id}/test', { id: 9 });
    const data = { balance: 4, threshold: 5 };
    simulator.webhooks.emit({ atMs: nowMs, name: 'balance.low', data }, nowMs);
    await ask('GET /webhooks/logs', { query: '?per_page=1' });
    await simulator.deliverDue();
    await ask('GET /webhooks/logs');
    await ask('GET /logs', { query: '?source=webhook' });
    await ask('POST /webhooks/deliveries/{id}/replay', { id: 2 });
    await ask('POST /webhooks/deliveries/{id}/replay', { id: 9 });
    await ask('PUT /webhooks/{id}', { id: 1, body: { status: 'paused' } });
    await ask('POST /webhooks/deliveries/{id}/replay', { id: 2 });
    await ask('DELETE /webhooks/{id}', { id: 1, key: NARROW_KEY });
    await ask('DELETE /webhooks/{id}', { id: 1 });
    await ask('DELETE /webhooks/{id}', { id: 1 });
    return answers;
  } finally {
    await simulator.close();
    await new Promise((done) => endpoint.close(done));
  }
}

interface Asking {
  readonly id?: number;
  readonly query?: string;
  readonly body?: object;
  readonly key?: string;
}

/** A wallet with a plan, connected accounts and an auto-recharge. */
export function richWallet() {
  return createSimulatedWallet({
    startMs: START_MS,
    balance: 200,
    currency: 'USD',
    spend: dailyRhythm({ perDay: 4, seed: 1 }),
    plan: { monthlyCredits: 50, resetDay: 15 },
    accounts: 12,
    autoRecharge: { enabled: true, below: 5, amount: 25 },
  });
}
