import { afterEach, describe, expect, it } from 'vitest';
import { newSweepState } from '../../../functions/core/agency/sweep.ts';
import type { AlertFacts, AlertKind } from '../../../functions/core/alert/alert.ts';
import type { OutboxEntry } from '../../../functions/core/alert/outbox.ts';
import { DAY_MS, HOUR_MS } from '../../../functions/core/ledger/durations.ts';
import { newState } from '../../../functions/core/state/wallet-state.ts';
import type { Channel } from '../../../functions/engine/channels.ts';
import { runSweep } from '../../../functions/sub-accounts/run-sweep.ts';
import { hours } from '../../support/agency-hours.ts';
import { type AgencyWorld, startAgency, subAccount } from '../../support/agency-world.ts';
import { someAlert } from '../../support/alerts.ts';
import { POLICY, START_MS } from '../../support/falling-wallet.ts';

let world: AgencyWorld | undefined;
afterEach(() => world?.close());

const falling = (id: number, balance: number, perDay: number) =>
  subAccount(id, { startMs: START_MS, balance, perDay });

/** An alert that stands in an outbox and is not sent yet. */
function waitingAlert(kind: AlertKind, facts: Partial<AlertFacts>): OutboxEntry {
  return {
    id: `${new Date(START_MS).toISOString()}#${kind}`,
    alert: someAlert({ atMs: START_MS, kind }, facts),
    channels: { sns: { state: 'waiting', mayHaveArrived: false } },
    leaseUntilMs: 0,
  };
}

describe('a run over an agency, when something is odd', () => {
  it('keeps it once, where hardly any hour is not quiet', async () => {
    const policy = { ...POLICY, levelsDays: [3], quietHours: { from: '00:00', to: '23:59' } };
    world = await startAgency(START_MS, [falling(421_001, 700, 100)], { policy });
    // Three days are left after four, and nobody waits for longer than a day then.
    const [first] = await hours(world, 5 * 24 + 4);
    expect(first).toMatchObject({ kind: 'sub-accounts', wallet: 'main' });
  });

  it('takes nobody for new who was missing in a list for a while', async () => {
    const workspaces = [falling(421_001, 900, 10), falling(421_002, 900, 10)];
    world = await startAgency(START_MS, workspaces);
    await hours(world, 1);
    const before = await world.deps.sweeps.inventory('main');
    const gone = workspaces.splice(0);
    await hours(world, 1);
    expect(
      (await world.deps.sweeps.inventory('main')).every(({ removedAtMs }) => removedAtMs),
    ).toBe(true);
    workspaces.push(...gone);
    await hours(world, 1);
    expect(await world.deps.sweeps.inventory('main')).toEqual(before);
  });

  it('reads on while a channel hangs, and each has its turn of sending', async () => {
    const tried: string[] = [];
    const hangs: Channel = {
      name: 'sns',
      minSeverity: 'info',
      send: async ({ event }) => {
        tried.push((event.wallet as { id: string }).id);
        if (world) world.nowMs += 20_000;
        return { state: 'failed', reason: 'no complete answer in time', arrived: 'unknown' };
      },
    };
    world = await startAgency(START_MS, [falling(421_001, 900, 1)], { channels: [hangs] });
    const { deps } = world;
    const undelivered = ['421101', '421102', '421103'];
    for (const id of undelivered) {
      const entry = waitingAlert('runway', {});
      await deps.store.saveState(`main/${id}`, { ...newState(START_MS), outbox: [entry] }, 0);
    }
    await deps.sweeps.save('main', { ...newSweepState(START_MS), undelivered }, 0);
    for (let sweep = 0; sweep < 3; sweep++) {
      expect(await runSweep(deps)).toMatchObject({ ended: 'sweep', read: 1 });
      world.nowMs += HOUR_MS;
    }
    expect(tried).toEqual(['main/421101', 'main/421102', 'main/421103']);
  });

  it('sends no more than one message can hold while another one is not taken', async () => {
    world = await startAgency(START_MS, [falling(421_001, 900, 0)]);
    const { store, sweeps } = world.deps;
    const hold = { holdUntilMs: START_MS + 2 * DAY_MS };
    const own = { ...waitingAlert('runway', {}), ...hold };
    await store.saveState('main/421001', { ...newState(START_MS), outbox: [own] }, 0);
    const wallet = { id: 'main/421009', name: 'Client' };
    const member = { wallet, entryId: own.id, alert: own.alert };
    const notBeforeMs = START_MS + 90 * 60_000;
    const stuck = {
      ...waitingAlert('sub-accounts', { members: Array.from({ length: 150 }, () => member) }),
      channels: { sns: { state: 'waiting' as const, mayHaveArrived: false, notBeforeMs } },
    };
    await store.saveState('main', { ...newState(START_MS), outbox: [stuck] }, 0);
    expect(await hours(world, 1)).toEqual([]);
    expect((await sweeps.load('main')).sweep?.waiting).toEqual(['421001']);
    await store.saveState('main', newState(START_MS), 1);
    expect(await hours(world, 1)).toMatchObject([{ members: ['main/421001'] }]);
  });

  it('takes what it found during a pause for known, and forgets the pause when that ends', async () => {
    world = await startAgency(START_MS, [falling(421_001, 0, 10), falling(421_002, 350, 0)]);
    const { store } = world.deps;
    await store.putPause('main', { isPaused: true, setAtMs: START_MS });
    expect(await hours(world, 2)).toEqual([]);
    const pauseOf = async () => (await store.load('main/421002', START_MS)).state?.watch.pause;
    expect(await pauseOf()).toEqual({ isPaused: true });
    await store.putPause('main', { isPaused: false, setAtMs: world.nowMs });
    expect(await hours(world, 24)).toEqual([]);
    expect(await pauseOf()).toEqual({ isPaused: false });
  });

  it('makes no news of a first reading that a run decided on before it died, and records it', async () => {
    world = await startAgency(START_MS, [falling(421_001, 0, 10)]);
    const { store } = world.deps;
    const dying = {
      ...store,
      putReading: async () => {
        throw new Error('the end');
      },
    };
    await expect(runSweep({ ...world.deps, store: dying })).rejects.toThrow('the end');
    expect((await store.load('main/421001', START_MS)).recent).toEqual([]);
    expect(await hours(world, 2)).toEqual([]);
    expect((await store.load('main/421001', START_MS)).recent).toHaveLength(3);
  });

  it('remembers one that was empty at first, though it could not be read at once', async () => {
    world = await startAgency(START_MS, [falling(421_001, 0, 10)]);
    world.simulator.failNext({ kind: 'slow', delayMs: 0 });
    world.simulator.failNext({ kind: 'status', status: 500 });
    expect(await hours(world, 2)).toEqual([]);
    expect(await world.deps.sweeps.inventory('main')).toMatchObject([{ wasEmptyAtFirst: true }]);
  });

  it('lists again a minute after the vendor did not answer', async () => {
    world = await startAgency(START_MS, [falling(421_001, 900, 1)], { pollMinutes: 15 });
    const { deps, simulator } = world;
    simulator.failNext({ kind: 'reset' });
    await expect(runSweep(deps)).rejects.toMatchObject({ kind: 'unavailable' });
    world.nowMs += 60_000;
    expect(await runSweep(deps)).toMatchObject({ ended: 'sweep', read: 1 });
  });
});
