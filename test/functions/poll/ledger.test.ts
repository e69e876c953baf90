import { afterEach, describe, expect, it } from 'vitest';
import {
  createWalletStore,
  type WalletStore,
} from '../../../functions/adapters/table/wallet-store.ts';
import { parseAmount } from '../../../functions/core/ledger/amount.ts';
import { discrepanciesOf } from '../../../functions/core/ledger/discrepancies.ts';
import { DAY_MS, HOUR_MS } from '../../../functions/core/ledger/durations.ts';
import type { PollRuntime } from '../../../functions/poll/poll-runtime.ts';
import { pollWallet } from '../../../functions/poll/poll-wallet.ts';
import { POLICY, START_MS } from '../../support/falling-wallet.ts';
import { pollDeps } from '../../support/poll-world.ts';
import { startWorld, type World } from '../../support/world.ts';

const SILENT = { info: () => {}, warn: () => {}, error: () => {} };

describe('the history adds up', () => {
  let world: World;
  let store: WalletStore;
  afterEach(() => world.close());

  async function start(): Promise<void> {
    world = await startWorld({ startMs: START_MS, balance: 5_000, perDay: 96 });
    store = createWalletStore(world.table.client, world.table.tableName);
  }

  /** One poll that reads this balance at this time, by its own clock. */
  function poll(atMs: number, balance: number | string, parts: Partial<PollRuntime> = {}) {
    const reading = { atMs, balance: parseAmount(balance, 'SQC') };
    const vendor = { readBalance: async () => ({ reading, ignored: [], isTestKey: false }) };
    const deps = pollDeps(world.addresses, () => atMs, POLICY, SILENT);
    return pollWallet({ ...deps, vendor, ...parts });
  }

  async function history() {
    const readings = await Array.fromAsync(store.readings('main', 0, START_MS + 99 * DAY_MS));
    const days = await Array.fromAsync(store.days('main', '2026-01-01', '2027-12-31'));
    const { state } = await store.load('main', START_MS);
    const today = state?.series?.today;
    const open = [...(state?.closedDays ?? []), ...(today ? [today] : [])];
    return { readings, days: [...days, ...open] };
  }

  async function expectSound(): Promise<void> {
    const { readings, days } = await history();
    expect(discrepanciesOf(readings, days)).toEqual([]);
  }

  it('where a poll that read was frozen, and wakes up when another has read an hour later', async () => {
    await start();
    await poll(START_MS, 500);
    const lateMs = START_MS + HOUR_MS;
    const wakesUpMs = lateMs + HOUR_MS;
    const real = createWalletStore(world.table.client, world.table.tableName);
    let nowMs = lateMs;
    const held = {
      ...real,
      load: async (...args: Parameters<typeof real.load>) => {
        const loaded = await real.load(...args);
        if (nowMs === lateMs) {
          nowMs = wakesUpMs;
          await poll(wakesUpMs, 480);
        }
        return loaded;
      },
    };
    await poll(lateMs, 490, { store: held, clock: () => nowMs });
    await poll(wakesUpMs + HOUR_MS, 470);
    const { readings } = await history();
    expect(readings.map(({ reading }) => reading.atMs)).toEqual([
      START_MS,
      wakesUpMs,
      wakesUpMs + HOUR_MS,
    ]);
    await expectSound();
    const alerts = await Array.fromAsync(store.alerts('main', 0, START_MS + DAY_MS));
    expect(alerts.map(({ kind }) => kind)).not.toContain('clock');
  });

  it('where the poll that read first, after a gap, commits last', async () => {
    await start();
    await poll(START_MS, 500);
    await poll(START_MS + HOUR_MS, 490);
    const lateMs = START_MS + 9 * HOUR_MS;
    const real = createWalletStore(world.table.client, world.table.tableName);
    const held = {
      ...real,
      // The other poll overtakes this one between its load and its write.
      load: async (...args: Parameters<typeof real.load>) => {
        const loaded = await real.load(...args);
        if (args[1] < lateMs && loaded.version === 2) await poll(lateMs + 5_000, 430);
        return loaded;
      },
    };
    await poll(lateMs, 450, { store: held });
    await poll(lateMs + HOUR_MS, 425);
    await expectSound();
    const { readings } = await history();
    const spent = readings.reduce((sum, { spend }) => sum + Number(spend?.decimal ?? 0), 0);
    expect(spent).toBe(75);
  });

  it('where a run died after it decided, and nobody wrote for hours', async () => {
    await start();
    await poll(START_MS, 500);
    const real = createWalletStore(world.table.client, world.table.tableName);
    const dying = {
      ...real,
      putReading: async () => {
        throw new Error('the end');
      },
    };
    await expect(poll(START_MS + HOUR_MS, 480, { store: dying })).rejects.toThrow('the end');
    await poll(START_MS + 7 * HOUR_MS, 440);
    await expectSound();
    expect((await history()).readings).toHaveLength(3);
  });

  it('where a run died before it decided: what nobody decided on is not in the history', async () => {
    await start();
    await poll(START_MS, 500);
    const real = createWalletStore(world.table.client, world.table.tableName);
    const dying = {
      ...real,
      saveState: async () => {
        throw new Error('the end');
      },
    };
    await expect(poll(START_MS + HOUR_MS, 480, { store: dying })).rejects.toThrow('the end');
    await poll(START_MS + 7 * HOUR_MS, 440);
    await expectSound();
    expect((await history()).readings).toHaveLength(2);
  });

  it('through days, where a clock was a day ahead for one poll, as if that poll had not been', async () => {
    const notified: string[] = [];
    const log = { ...SILENT, warn: (message: string) => void notified.push(message) };
    async function days(isOff: boolean) {
      await start();
      for (let hour = 0; hour < 60; hour++) {
        const atMs = START_MS + hour * HOUR_MS;
        const balance = 5_000 - 4 * hour;
        if (isOff && hour === 30) await poll(atMs + DAY_MS + 60_000, balance - 1, { log });
        await poll(atMs, balance, { log });
      }
      await expectSound();
      const found = await history();
      const sums = found.readings.map(({ reading, spend, topUp }) => ({ reading, spend, topUp }));
      const last = (await store.load('main', START_MS)).state?.series?.spend.closed;
      await world.close();
      return { sums, days: found.days, last };
    }
    expect(await days(true)).toEqual(await days(false));
    await start();
  });
});

describe('a poll', () => {
  it('dates its reading by the vendor where its own clock is a day ahead', async () => {
    const world = await startWorld({ startMs: START_MS, balance: 5_000, perDay: 96 });
    const store = createWalletStore(world.table.client, world.table.tableName);
    const poll = (aheadMs: number) => {
      const deps = pollDeps(world.addresses, () => world.nowMs + aheadMs, POLICY, SILENT);
      const { vendor } = deps;
      const readBalance = async () => {
        const answer = await vendor.readBalance();
        return { ...answer, serverDateMs: world.nowMs };
      };
      return pollWallet({ ...deps, vendor: { readBalance } });
    };
    for (const hour of [0, 1, 2, 3]) {
      world.nowMs = START_MS + hour * HOUR_MS;
      await poll(hour === 2 ? DAY_MS : 0);
    }
    const readings = await Array.fromAsync(store.readings('main', 0, START_MS + 99 * DAY_MS));
    expect(readings.map(({ reading }) => (reading.atMs - START_MS) / HOUR_MS)).toEqual([
      0, 1, 2, 3,
    ]);
    expect(readings.map(({ spend }) => spend?.decimal)).toEqual([undefined, '4', '4', '4']);
    await world.close();
  });

  it('goes on with balances far above what a double holds exactly', async () => {
    const world = await startWorld({ startMs: START_MS, balance: 5_000, perDay: 96 });
    const store = createWalletStore(world.table.client, world.table.tableName);
    const balances = [
      '99999999999999999999.123456789012345678',
      '-99999999999999999999.5',
      '10000000000000000',
      '9999999999999999.9999',
    ];
    for (const [hour, decimal] of balances.entries()) {
      const atMs = START_MS + hour * HOUR_MS;
      const reading = {
        atMs,
        balance: parseAmount(decimal, 'SQC'),
        monthly: parseAmount(decimal, 'SQC'),
      };
      const vendor = { readBalance: async () => ({ reading, ignored: [], isTestKey: false }) };
      const deps = pollDeps(world.addresses, () => atMs, POLICY, SILENT);
      await pollWallet({ ...deps, vendor });
    }
    const readings = await Array.fromAsync(store.readings('main', 0, START_MS + DAY_MS));
    expect(readings.map(({ reading }) => reading.balance.decimal)).toEqual(balances);
    expect((await store.load('main', START_MS)).unsound).toBeUndefined();
    await world.close();
  });
});
