import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { SmartlyqError } from '../../../functions/adapters/smartlyq/smartlyq-error.ts';
import {
  createEventStore,
  type EventStore,
} from '../../../functions/adapters/table/event-items.ts';
import { parseAmount } from '../../../functions/core/ledger/amount.ts';
import { HOUR_MS } from '../../../functions/core/ledger/durations.ts';
import type { EventFacts, VendorEvent } from '../../../functions/core/vendor/vendor-event.ts';
import { pollOnEvent } from '../../../functions/poll/poll-on-event.ts';
import { pollWallet } from '../../../functions/poll/poll-wallet.ts';
import { POLICY, START_MS } from '../../support/falling-wallet.ts';
import { pollDeps } from '../../support/poll-world.ts';
import { startWorld, type World } from '../../support/world.ts';

let world: World;
let events: EventStore;
const quiet = { info: () => {}, warn: () => {}, error: () => {} };

beforeEach(async () => {
  world = await startWorld({ startMs: START_MS, balance: 900, perDay: 24 });
  events = createEventStore(world.table.client, world.table.tableName);
  onTestFinished(() => world.close());
  await pollWallet(deps());
});

const deps = () => pollDeps(world.addresses, world.clock, POLICY, quiet);

async function happens(
  id: string,
  facts: EventFacts,
  more: Partial<VendorEvent> = {},
): Promise<VendorEvent> {
  const times = { createdAtMs: world.nowMs, receivedAtMs: world.nowMs };
  const event = { id, ...times, ...facts, ...more } as VendorEvent;
  await events.claim('main', event);
  return event;
}

const kindsNotified = async () => (await world.topic.drain()).map(({ event }) => event.kind);

describe('a poll because of an event', () => {
  it('reads the wallet, and the event is done', async () => {
    world.nowMs += HOUR_MS;
    const event = await happens('evt_1', { name: 'balance.low', balance: '899' });
    const report = await pollOnEvent(event, events, deps());
    expect(report?.reading.balance.decimal).toBe('899');
    expect((await events.read('main', 'evt_1'))?.state).toBe('done');
  });

  it('does nothing for one that is done', async () => {
    const event = await happens('evt_1', { name: 'balance.low' });
    await events.markDone('main', { id: 'evt_1' }, world.nowMs);
    world.nowMs += HOUR_MS;
    expect(await pollOnEvent(event, events, deps())).toBeUndefined();
    const store = deps().store;
    expect((await store.load('main', 0)).recent).toHaveLength(1);
  });

  it('uses a reading that was taken after it, less than 30 seconds ago, and no other', async () => {
    const covered = await happens('evt_1', { name: 'balance.low' });
    world.nowMs += 29_000;
    expect(await pollOnEvent(covered, events, deps())).toBeUndefined();
    expect((await events.read('main', 'evt_1'))?.state).toBe('done');
    const later = await happens('evt_2', { name: 'wallet.recharge.succeeded' });
    expect(await pollOnEvent(later, events, deps())).toBeDefined();
    world.nowMs += 31_000;
    const older = await happens('evt_3', { name: 'balance.low' }, { createdAtMs: START_MS });
    expect(await pollOnEvent(older, events, deps())).toBeDefined();
  });

  it('tells of a recharge that failed, once until something comes in', async () => {
    const facts = {
      name: 'wallet.recharge.failed',
      amount: parseAmount('25', 'SQC'),
      error: 'card declined',
    } as const;
    for (const [minutes, id] of [
      [1, 'evt_1'],
      [2, 'evt_2'],
    ] as const) {
      world.nowMs = START_MS + minutes * 60_000;
      const report = await pollOnEvent(await happens(id, facts), events, deps());
      expect(report?.alerts.map(({ reason }) => reason)).toEqual(
        id === 'evt_1' ? ['the vendor could not charge the card: card declined'] : [],
      );
    }
    expect(await kindsNotified()).toEqual(['recharge-at-risk']);
  });

  it('tells of a bill that could not be paid, once a period', async () => {
    const facts = { name: 'account_billing.failed', graceDaysRemaining: 7 } as const;
    for (const [minutes, period] of [
      [1, '2026-11'],
      [2, '2026-11'],
      [3, '2026-12'],
    ] as const) {
      world.nowMs = START_MS + minutes * 60_000;
      await pollOnEvent(await happens(`evt_${minutes}`, { ...facts, period }), events, deps());
    }
    expect(await kindsNotified()).toEqual(['bill-failed', 'bill-failed']);
  });

  it('does not take the trouble of a sub-account for the wallet’s own', async () => {
    world.nowMs += 60_000;
    const facts = { name: 'wallet.recharge.failed' } as const;
    const event = await happens('evt_1', facts, { workspaceId: '421077' });
    expect((await pollOnEvent(event, events, deps()))?.alerts).toEqual([]);
    expect((await events.read('main', 'evt_1'))?.state).toBe('done');
  });

  it('is decided where there is no reading, and what a reading answers waits for one', async () => {
    world.nowMs += 60_000;
    const bill = await happens('evt_1', { name: 'account_billing.failed', period: '2026-11' });
    await happens('evt_2', { name: 'balance.low' });
    const lost = new SmartlyqError('unavailable', 'lost');
    const vendor = { readBalance: () => Promise.reject(lost) };
    await expect(pollOnEvent(bill, events, { ...deps(), vendor })).rejects.toThrow('lost');
    expect(await kindsNotified()).toEqual(['bill-failed']);
    expect((await events.read('main', 'evt_1'))?.state).toBe('done');
    expect((await events.read('main', 'evt_2'))?.state).toBe('received');
    world.nowMs += 60_000;
    await pollWallet({ ...deps(), events });
    expect((await events.read('main', 'evt_2'))?.state).toBe('done');
  });

  it('is decided where another poll has read the wallet later, and saved first', async () => {
    world.nowMs += 60_000;
    const event = await happens('evt_1', { name: 'account_billing.failed', period: '2026-11' });
    const real = deps().vendor;
    const vendor = {
      async readBalance() {
        const answer = await real.readBalance();
        world.nowMs += 1_000;
        await pollWallet(deps());
        return answer;
      },
    };
    await pollOnEvent(event, events, { ...deps(), vendor });
    expect(await kindsNotified()).toEqual(['bill-failed']);
  });

  it('is found by the next poll where no invocation came of it, several at once', async () => {
    world.nowMs += 60_000;
    const failed = { name: 'account_billing.failed' } as const;
    await happens('evt_1', { ...failed, period: '2026-11' });
    await happens('evt_2', { name: 'wallet.recharge.failed', error: 'card declined' });
    await pollWallet({ ...deps(), events });
    expect((await kindsNotified()).toSorted()).toEqual(['bill-failed', 'recharge-at-risk']);
    expect((await deps().store.load('main', 0)).waitingEvents).toEqual([]);
  });

  it('takes what happened from the table, never from the caller', async () => {
    world.nowMs += 60_000;
    const invented = { id: 'evt_9', name: 'account_billing.failed', period: '2026-12' };
    expect(await pollOnEvent(invented, events, deps())).toBeUndefined();
    const event = await happens('evt_1', { name: 'balance.low' });
    await pollOnEvent({ ...event, ...invented, id: 'evt_1' }, events, deps());
    expect(await kindsNotified()).toEqual([]);
  });

  it('does not believe facts of another form in the table', async () => {
    await happens('evt_1', {
      name: 'account_billing.failed',
      period: '2026-11',
      error: 'a\u202eb',
    });
    const stored = await events.read('main', 'evt_1');
    expect(stored?.event).toEqual({
      id: 'evt_1',
      name: 'account_billing.failed',
      receivedAtMs: world.nowMs,
    });
  });

  it('leaves the event to be driven again when the wallet could not be read', async () => {
    world.nowMs += 60_000;
    const event = await happens('evt_1', { name: 'balance.depleted' });
    const vendor = { readBalance: () => Promise.reject(new Error('lost')) };
    await expect(pollOnEvent(event, events, { ...deps(), vendor })).rejects.toThrow('lost');
    expect((await events.read('main', 'evt_1'))?.state).toBe('received');
  });
});
