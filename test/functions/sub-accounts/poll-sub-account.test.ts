import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import {
  createEventStore,
  type EventStore,
} from '../../../functions/adapters/table/event-items.ts';
import { HOUR_MS } from '../../../functions/core/ledger/durations.ts';
import type { EventFacts, VendorEvent } from '../../../functions/core/vendor/vendor-event.ts';
import { UndeliveredError } from '../../../functions/engine/deliver-outbox.ts';
import { pollSubAccount } from '../../../functions/sub-accounts/poll-sub-account.ts';
import { runSweep } from '../../../functions/sub-accounts/run-sweep.ts';
import { type AgencyWorld, startAgency, subAccount } from '../../support/agency-world.ts';
import { START_MS } from '../../support/falling-wallet.ts';

let world: AgencyWorld;
let events: EventStore;

beforeEach(async () => {
  world = await startAgency(START_MS, [
    subAccount(421_001, { startMs: START_MS, balance: 100, perDay: 240 }),
    subAccount(421_002, { startMs: START_MS, balance: 900, perDay: 24 }),
  ]);
  events = createEventStore(world.table.client, world.table.tableName);
  onTestFinished(() => world.close());
  await runSweep(world.deps);
});

async function happens(
  id: string,
  facts: EventFacts,
  workspaceId = '421001',
): Promise<VendorEvent> {
  const times = { createdAtMs: world.nowMs, receivedAtMs: world.nowMs };
  const event = { id, ...times, ...facts, workspaceId } as VendorEvent;
  await events.claim('main', event, workspaceId);
  return event;
}

const readings = async (id: string) =>
  (await world.deps.store.load(id, START_MS)).recent.map(({ reading }) => reading.balance.decimal);

describe('what the vendor pushes about a sub-account', () => {
  it('has that one read out of its turn, tells what is urgent, and is done', async () => {
    world.nowMs += 12 * HOUR_MS;
    const event = await happens('evt_1', { name: 'balance.depleted', balance: '0' });
    await pollSubAccount('421001', event, events, world.deps);
    expect(await readings('main/421001')).toEqual(['100', '0']);
    expect(await readings('main/421002')).toHaveLength(1);
    const notified = await world.topic.drain();
    expect(notified.map(({ event: { kind }, attributes }) => [kind, attributes.wallet])).toEqual([
      ['depleted', 'main/421001'],
    ]);
    expect(notified[0]?.mail).toContain('Client 421001 is empty');
    expect((await events.read('main', 'evt_1'))?.state).toBe('done');
    await pollSubAccount('421001', event, events, world.deps);
    expect(await readings('main/421001')).toHaveLength(2);
  });

  it('takes an unpaid bill for the sub-account’s own', async () => {
    world.nowMs += HOUR_MS;
    const event = await happens(
      'evt_1',
      { name: 'account_billing.failed', period: '2026-11' },
      '421002',
    );
    await pollSubAccount('421002', event, events, world.deps);
    const { state } = await world.deps.store.load('main/421002', START_MS);
    expect(state?.memory.failedBill).toBe('2026-11');
    expect(state?.outbox.map(({ alert }) => alert.kind)).toEqual(['bill-failed']);
    world.nowMs += HOUR_MS;
    await runSweep(world.deps);
    const notified = await world.topic.drain();
    expect(notified.find(({ attributes }) => attributes.wallet === 'main')?.event).toMatchObject({
      kind: 'sub-accounts',
      members: [{ kind: 'bill-failed', wallet: { id: 'main/421002', name: 'Client 421002' } }],
    });
  });

  it('uses a reading of moments ago', async () => {
    const event = await happens('evt_1', { name: 'balance.low' });
    world.nowMs += 20_000;
    await pollSubAccount('421001', event, events, world.deps);
    expect(await readings('main/421001')).toHaveLength(1);
    expect((await events.read('main', 'evt_1'))?.state).toBe('done');
  });

  it('stays to be driven again while the vendor does not answer, or a channel does not take it', async () => {
    world.nowMs += 12 * HOUR_MS;
    const event = await happens('evt_1', { name: 'balance.depleted', balance: '0' });
    world.simulator.failNext({ kind: 'status', status: 503 });
    await expect(pollSubAccount('421001', event, events, world.deps)).rejects.toThrow('503');
    const mute = world.deps.channels.map((channel) => ({
      ...channel,
      send: async () => ({ state: 'failed' as const, reason: 'later', arrived: 'no' as const }),
    }));
    await expect(
      pollSubAccount('421001', event, events, { ...world.deps, channels: mute }),
    ).rejects.toThrow(UndeliveredError);
    expect((await events.read('main', 'evt_1'))?.state).toBe('received');
    world.nowMs += 10_000;
    await pollSubAccount('421001', event, events, world.deps);
    expect((await world.topic.drain()).map(({ event: { kind } }) => kind)).toEqual(['depleted']);
    expect((await events.read('main', 'evt_1'))?.state).toBe('done');
  });

  it('is found by the next run where no invocation came of it, and by each until it is done', async () => {
    world.nowMs += 60_000;
    await happens('evt_1', { name: 'account_billing.failed', period: '2026-11' });
    const deps = { ...world.deps, events };
    world.simulator.failNext({ kind: 'status', status: 503 });
    await runSweep(deps);
    expect((await events.read('main', 'evt_1'))?.state).toBe('received');
    world.nowMs += 60_000;
    await runSweep(deps);
    expect((await events.read('main', 'evt_1'))?.state).toBe('done');
    const { state } = await world.deps.store.load('main/421001', START_MS);
    expect(state?.memory.failedBill).toBe('2026-11');
    expect((await world.deps.store.load('main', START_MS)).waitingEvents).toEqual([]);
  });

  it('is put aside where the sub-account is not watched any more', async () => {
    await happens('evt_1', { name: 'balance.low' });
    await runSweep({ ...world.deps, events, watched: ['421002'] });
    expect((await events.read('main', 'evt_1'))?.state).toBe('done');
  });
});
