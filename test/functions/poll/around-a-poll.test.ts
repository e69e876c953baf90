import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type LocalTable, openLocalTable } from '../../../cli/local/table.ts';
import { createSnoozeStore } from '../../../functions/adapters/table/snooze-item.ts';
import { createWalletStore } from '../../../functions/adapters/table/wallet-store.ts';
import { HOUR_MS } from '../../../functions/core/ledger/durations.ts';
import type { Message } from '../../../functions/core/wording/message.ts';
import type { Channel } from '../../../functions/engine/channels.ts';
import type { PollRuntime } from '../../../functions/poll/poll-runtime.ts';
import { pollWallet } from '../../../functions/poll/poll-wallet.ts';
import { sendTest } from '../../../functions/poll/send-test.ts';
import { POLICY, reading, START_MS } from '../../support/falling-wallet.ts';

const SILENT = { info: () => {}, warn: () => {}, error: () => {} };
let table: LocalTable;
beforeAll(async () => {
  table = await openLocalTable();
});
afterAll(() => table.close());

/** A wallet of the test's own in the shared table, with channels that keep what they get. */
function walletNamed(id: string, more: Partial<PollRuntime> = {}) {
  const heard: Message[] = [];
  const notified: Message[] = [];
  const time = { ms: START_MS, balance: 1_000 };
  const keep = (name: string, into: Message[], minSeverity: Channel['minSeverity']): Channel => ({
    name,
    minSeverity,
    send: async (message) => {
      into.push(message);
      return { state: 'accepted' };
    },
  });
  const deps: PollRuntime = {
    wallet: { id, name: id },
    store: createWalletStore(table.client, table.tableName),
    vendor: {
      readBalance: async () => ({
        reading: reading(time.ms, time.balance.toFixed(4)),
        ignored: [],
        isTestKey: false,
      }),
    },
    channels: [keep('sns', heard, 'info'), keep('slack:team', notified, 'critical')],
    policy: POLICY,
    pollMinutes: 60,
    timeoutMs: 60_000,
    clock: () => time.ms,
    log: SILENT,
    ...more,
  };
  const hours = async (count: number, perHour = 0) => {
    for (let hour = 0; hour < count; hour++) {
      time.ms += HOUR_MS;
      time.balance = Math.max(0, time.balance - perHour);
      await pollWallet(deps);
    }
  };
  const kinds = () => heard.splice(0).map(({ attributes }) => attributes.kind);
  return { deps, heard, notified, time, hours, kinds };
}

/** How often the table was asked, call by call. */
function counting(store: PollRuntime['store']) {
  const calls: string[] = [];
  return {
    calls,
    store: new Proxy(store, {
      get(target, name: keyof PollRuntime['store']) {
        calls.push(name);
        return target[name];
      },
    }),
  };
}

describe('a quiet poll', () => {
  it('of a lone wallet costs one query and two writes', async () => {
    const wallet = walletNamed('lone');
    await wallet.hours(3, 1);
    const { store, calls } = counting(wallet.deps.store);
    wallet.time.ms += HOUR_MS;
    const snoozes = { read: () => Promise.reject(new Error('a quiet wallet has no snooze')) };
    await pollWallet({ ...wallet.deps, store, snoozes, otherWallets: [] });
    expect(calls).toEqual(['load', 'saveState', 'putReading']);
  });

  it('beats the heart once, and a failed one does not', async () => {
    let beats = 0;
    const heartbeat = async () => {
      beats += 1;
    };
    const wallet = walletNamed('beating', { heartbeat });
    await wallet.hours(2);
    expect(beats).toBe(2);
    const readBalance = () => Promise.reject(new Error('no'));
    await expect(pollWallet({ ...wallet.deps, vendor: { readBalance } })).rejects.toThrow();
    expect(beats).toBe(2);
  });
});

describe('wallets in a ring', () => {
  const ring = ['ring-a', 'ring-b', 'ring-c'].map((id) => ({ id, name: id.toUpperCase() }));
  const after = (at: number) => [...ring.slice(at + 1), ...ring.slice(0, at)];

  it('each look after the next, and past one that is dead to the one behind it', async () => {
    const [a, b, c] = ring.map(({ id }, at) => walletNamed(id, { otherWallets: after(at) }));
    if (!a || !b || !c) throw new Error('three wallets');
    for (let hour = 0; hour < 8; hour++) for (const one of [a, b, c]) await one.hours(1, 1);
    expect([a, b, c].flatMap((one) => one.kinds())).toEqual([]);

    await a.hours(8, 1);
    const [first, second] = a.heard;
    expect([first, second].map((one) => one?.attributes)).toEqual([
      { severity: 'warning', kind: 'no-data', wallet: 'ring-b' },
      { severity: 'warning', kind: 'no-data', wallet: 'ring-c' },
    ]);
    expect(first?.mail).toMatch(/^RING-B is not being polled any more\.\n/);
    expect(first?.event).toMatchObject({ wallet: { id: 'ring-b' }, foundBy: { id: 'ring-a' } });
    expect(a.heard).toHaveLength(2);
    a.heard.length = 0;

    b.time.ms = a.time.ms - HOUR_MS;
    await b.hours(1, 1);
    await a.hours(1, 1);
    expect(a.heard.map(({ mail }) => mail.split('\n')[0])).toEqual([
      'RING-B is being polled again.',
    ]);
  });
});

describe('people who want silence', () => {
  it('are announced to all, and heard by the next poll', async () => {
    const snoozes = createSnoozeStore(table.client, table.tableName);
    const wallet = walletNamed('snoozed', { snoozes });
    await wallet.hours(150, 4);
    expect(wallet.kinds()).toContain('runway');
    const { ms } = wallet.time;
    await snoozes.write('snoozed', {
      setAtMs: ms,
      untilMs: ms + 60 * HOUR_MS,
      reason: 'the invoice is on its way',
      by: 'Ana',
      severity: 'warning',
      levelDays: 3,
    });
    await wallet.hours(1, 4);
    expect(wallet.heard.map(({ mail }) => mail.split('\n')[0])).toEqual([
      'snoozed is snoozed until Tue 10 Nov 18:00.',
    ]);
    expect(wallet.heard[0]?.mail).toContain('asked for by Ana: the invoice is on its way');
    wallet.kinds();
    await wallet.hours(40, 4);
    expect(wallet.kinds()).toEqual([]);
  });

  it('by a pause get nothing but its announcement, while readings go on', async () => {
    const wallet = walletNamed('paused');
    await wallet.hours(150, 4);
    wallet.kinds();
    const { store } = wallet.deps;
    await store.putPause('paused', { isPaused: true, setAtMs: wallet.time.ms, by: 'Ana' });
    await wallet.hours(99, 4);
    expect(wallet.kinds()).toEqual(['paused']);
    await store.putPause('paused', { isPaused: false, setAtMs: wallet.time.ms, by: 'Ana' });
    await wallet.hours(2, 4);
    expect(wallet.kinds().toSorted()).toEqual(['depleted', 'resumed']);
    const kept = await Array.fromAsync(store.readings('paused', 0, wallet.time.ms + 1));
    expect(kept).toHaveLength(251);
  });
});

describe('a test message', () => {
  it('goes to every channel, whatever severity it usually wants, and is recorded', async () => {
    const wallet = walletNamed('tested', {
      policy: { ...POLICY, quietHours: { from: '00:00', to: '23:59' } },
    });
    const { id, deliveries } = await sendTest(wallet.deps);
    expect(id).toMatch(/#test$/);
    expect(deliveries).toMatchObject({
      sns: { outcome: 'accepted' },
      'slack:team': { outcome: 'accepted' },
    });
    expect(wallet.notified.map(({ attributes }) => attributes.kind)).toEqual(['test']);
    await wallet.hours(1);
    expect(wallet.heard).toHaveLength(1);
  });
});

describe('the topic’s subscribers', () => {
  it('are counted once a day, and stand in the record of what SNS accepted', async () => {
    let looks = 0;
    const subscriptions = {
      read: async () => {
        looks += 1;
        return { confirmed: 2, unreached: [] };
      },
    };
    const wallet = walletNamed('subscribed', { subscriptions });
    wallet.time.balance = 0;
    await wallet.hours(30);
    expect(looks).toBe(2);
    const [alert] = await Array.fromAsync(
      wallet.deps.store.alerts('subscribed', 0, wallet.time.ms),
    );
    expect(alert?.deliveries.sns?.reason).toBe('accepted by SNS, 2 confirmed subscribers (no id)');
  });
});
