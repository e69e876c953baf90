import { afterEach, describe, expect, it } from 'vitest';
import { DAY_MS, HOUR_MS } from '../../../functions/core/ledger/durations.ts';
import { newState } from '../../../functions/core/state/wallet-state.ts';
import { pollWallet } from '../../../functions/poll/poll-wallet.ts';
import { runSweep } from '../../../functions/sub-accounts/run-sweep.ts';
import { hours } from '../../support/agency-hours.ts';
import { type AgencyWorld, startAgency, subAccount } from '../../support/agency-world.ts';
import { someAlert } from '../../support/alerts.ts';
import { POLICY, reading, START_MS } from '../../support/falling-wallet.ts';

let world: AgencyWorld | undefined;
afterEach(() => world?.close());

const falling = (id: number, balance: number, perDay: number, startMs = START_MS) =>
  subAccount(id, { startMs, balance, perDay });

describe('a run over an agency', () => {
  it('tells what can wait of several sub-accounts in one message, and what cannot at once', async () => {
    const policy = { ...POLICY, levelsDays: [3, 1] };
    const workspaces = [
      falling(421_001, 600, 100),
      falling(421_002, 1_200, 200),
      falling(421_003, 9_000, 10),
    ];
    world = await startAgency(START_MS, workspaces, { policy });
    const notified = await hours(world, 125);
    const both = ['main/421001', 'main/421002'];
    expect(notified).toEqual([
      { hour: expect.any(Number), kind: 'sub-accounts', wallet: 'main', members: both },
      { hour: expect.any(Number), kind: 'runway', wallet: 'main/421001', members: [] },
      { hour: expect.any(Number), kind: 'runway', wallet: 'main/421002', members: [] },
    ]);
    const recorded = await Array.fromAsync(
      world.deps.store.alerts('main/421001', START_MS, world.nowMs + 1),
    );
    expect(
      recorded.map(({ kind, levelDays, deliveries }) => [kind, levelDays, deliveries.sns?.outcome]),
    ).toEqual([
      ['runway', 3, 'batched'],
      ['runway', 1, 'accepted'],
    ]);
    expect(recorded[0]?.deliveries.sns?.reason).toMatch(
      /^notified in the message .*#sub-accounts of main$/,
    );
    const readings = await Array.fromAsync(
      world.deps.store.readings('main/421003', START_MS, world.nowMs + 1),
    );
    expect(readings).toHaveLength(125);
  });

  it('makes no alarm of how a sub-account stands when it is first seen, and remembers those that were empty', async () => {
    world = await startAgency(START_MS, [falling(421_001, 0, 10), falling(421_002, 30, 1)]);
    const notified = await hours(world, 3 * 24);
    // Under the floor of 50 from the beginning; what happens later is told as ever.
    expect(notified.filter(({ hour }) => hour < 36)).toEqual([]);
    expect(notified.map(({ wallet }) => wallet)).not.toContain('main/421001');
    const inventory = await world.deps.sweeps.inventory('main');
    expect(inventory.map(({ id, wasEmptyAtFirst }) => [id, wasEmptyAtFirst])).toEqual([
      ['421001', true],
      ['421002', undefined],
    ]);
  });

  it('knows who came and who went', async () => {
    const workspaces = [falling(421_001, 900, 10), falling(421_002, 900, 10)];
    world = await startAgency(START_MS, workspaces);
    await hours(world, 2);
    workspaces.shift();
    workspaces.push(falling(421_009, 900, 10, world.nowMs));
    await hours(world, 1);
    const inventory = await world.deps.sweeps.inventory('main');
    const hour = (ms: number | undefined) => ms && Math.round((ms - START_MS) / HOUR_MS);
    expect(
      inventory.map(({ id, sinceMs, removedAtMs }) => [id, hour(sinceMs), hour(removedAtMs)]),
    ).toEqual([
      ['421001', 1, 3],
      ['421002', 1, undefined],
      ['421009', 3, undefined],
    ]);
  });

  it('keeps its message for the end of quiet hours', async () => {
    // The level of three days is passed about 02:00 in the night.
    const policy = { ...POLICY, quietHours: { from: '20:00', to: '07:00' } };
    world = await startAgency(START_MS, [falling(421_001, 700, 100)], { policy });
    const notified = await hours(world, 5 * 24);
    expect(notified.length).toBeGreaterThanOrEqual(1);
    for (const { hour } of notified) {
      expect(hour % 24).toBeGreaterThanOrEqual(7);
      expect(hour % 24).toBeLessThan(20);
    }
  });

  it('is silent while the agency is paused, and goes on reading', async () => {
    world = await startAgency(START_MS, [falling(421_001, 350, 100), falling(421_002, 350, 100)]);
    await world.deps.store.putPause('main', { isPaused: true, setAtMs: START_MS });
    expect(await hours(world, 4 * 24)).toEqual([]);
    const readings = world.deps.store.readings('main/421002', START_MS, world.nowMs + 1);
    expect(await Array.fromAsync(readings)).toHaveLength(4 * 24);
  });

  it('throws what the vendor refused, which the agency’s own poll tells when it lasts, and its end', async () => {
    world = await startAgency(START_MS, [falling(421_001, 900, 1)]);
    const { deps, simulator } = world;
    const clock = deps.clock;
    const own = {
      ...deps,
      isAgency: true,
      vendor: {
        readBalance: async () => ({
          reading: reading(clock(), 900),
          ignored: [],
          isTestKey: false,
        }),
      },
    };
    const both = async () => {
      await runSweep(deps).catch((error: Error) => expect(error.message).toContain('scope'));
      await pollWallet(own);
    };
    expect(await hours(world, 5, both)).toEqual([]);
    simulator.failNext({ kind: 'status', status: 403, scope: 'workspaces:read' }, 1_000);
    const blind = await hours(world, 6, both);
    expect(blind).toMatchObject([{ hour: 10, kind: 'no-data', wallet: 'main/*' }]);
    simulator.clearFaults();
    expect(await hours(world, 2, both)).toMatchObject([{ kind: 'recovered', wallet: 'main/*' }]);
  });

  it('leaves the sub-accounts to the run that holds them, and takes over when that one has died', async () => {
    world = await startAgency(START_MS, [falling(421_001, 900, 1)]);
    const { deps } = world;
    const slow = { ...deps.vendor, listWorkspaces: () => new Promise<never>(() => {}) };
    void runSweep({ ...deps, vendor: slow });
    await expect.poll(async () => (await deps.sweeps.load('main')).version).toBe(1);
    expect(await runSweep(deps)).toBeUndefined();
    world.nowMs += 66_000;
    expect(await runSweep(deps)).toMatchObject({ ended: 'sweep', read: 1 });
  });

  it('does nothing between two sweeps', async () => {
    world = await startAgency(START_MS, [falling(421_001, 900, 1)], { pollMinutes: 15 });
    const { deps } = world;
    const ended: (string | undefined)[] = [];
    for (let minute = 0; minute < 21; minute++) {
      ended.push((await runSweep(deps))?.ended);
      world.nowMs += 60_000;
    }
    const sweeps = ended.flatMap((one, minute) => (one === 'sweep' ? [minute] : []));
    expect(sweeps).toEqual([0, 10, 20]);
    expect((await deps.sweeps.load('main')).version).toBe(6);
  });

  it('goes on with the others when one answers what cannot be a balance', async () => {
    world = await startAgency(START_MS, [falling(421_001, 900, 1), falling(421_002, 900, 1)]);
    await runSweep(world.deps);
    world.nowMs += HOUR_MS;
    world.simulator.failNext({ kind: 'slow', delayMs: 0 });
    world.simulator.failNext({ kind: 'balance', value: '1,234' });
    expect(await runSweep(world.deps)).toMatchObject({ ended: 'sweep', read: 1, failed: 1 });
    const { state } = await world.deps.store.load('main/421001', START_MS);
    expect(state?.watch.fault?.kind).toBe('bad-answer');
    expect(state?.series?.lastReading.balance.decimal).toBe('900');
    expect(world.nowMs - START_MS).toBeLessThan(DAY_MS);
  });

  it('tells the most urgent of very many in one message, and the others a sweep later', async () => {
    const ids = Array.from({ length: 160 }, (_, n) => 421_000 + n);
    const workspaces = ids.map((id) => falling(id, 900, 0));
    world = await startAgency(START_MS, workspaces, {}, { ratePerMinute: 1e6 });
    const { store } = world.deps;
    for (const [at, id] of ids.entries()) {
      const runwayDays = { p10: 1 + at / 100, p50: 2 + at / 100, p90: 4 };
      const alert = someAlert({ atMs: START_MS, kind: 'runway' }, { levelDays: 3, runwayDays });
      const entry = {
        id: `${new Date(START_MS).toISOString()}#runway`,
        alert,
        channels: { sns: { state: 'waiting' as const, mayHaveArrived: false } },
        leaseUntilMs: 0,
        holdUntilMs: START_MS + 2 * DAY_MS,
      };
      await store.saveState(`main/${id}`, { ...newState(START_MS), outbox: [entry] }, 0);
    }
    const notified = await hours(world, 2);
    const names = (from: number, to: number) => ids.slice(from, to).map((id) => `main/${id}`);
    expect(notified.map(({ members }) => members)).toEqual([names(0, 150), names(150, 160)]);
    expect((await world.deps.sweeps.load('main')).sweep?.waiting).toEqual([]);
  });

  it('writes down who there is only when that has changed', async () => {
    world = await startAgency(START_MS, [falling(421_001, 900, 1), falling(421_002, 0, 1)]);
    const { deps } = world;
    let written = 0;
    const sweeps = {
      ...deps.sweeps,
      putInventory: (...given: Parameters<typeof deps.sweeps.putInventory>) => {
        written += 1;
        return deps.sweeps.putInventory(...given);
      },
      // As DynamoDB may: the fields in another order.
      inventory: async (id: string) =>
        (await deps.sweeps.inventory(id)).map(
          (one) => Object.fromEntries(Object.entries(one).reverse()) as typeof one & object,
        ),
    };
    await hours(world, 3, () => runSweep({ ...deps, sweeps }));
    expect(written).toBe(1);
  });
});
