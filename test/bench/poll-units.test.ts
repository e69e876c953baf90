import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bundleAsDeployed, POLL_ENTRY } from '../../bench/lambda/bundles.ts';
import { measureUnits, type PollUnits } from '../../bench/poll/measure-units.ts';
import { type LambdaWorld, startLambdaWorld } from '../../bench/world/lambda-world.ts';
import { PER_DAY, QUARTER_MS, quietPast } from '../../bench/world/past.ts';
import { writeHistory, writeState } from '../../bench/world/write-past.ts';
import { DAY_MS } from '../../functions/core/ledger/durations.ts';

const POLLS = 48;

/** The short form of `bench:poll`: the deployed bundle over half a day, counted by the meter. */
describe('a quiet poll', () => {
  let world: LambdaWorld;
  let file: string;
  const endMs = Date.now() - DAY_MS;
  const pasts = { young: quietPast(28, endMs), old: quietPast(365, endMs) };

  /** Of the other wallet: one that is polled no more would be looked for, and told of. */
  const alive = quietPast(1, Date.now());

  beforeAll(async () => {
    const balance = Number(pasts.old.state.series?.lastReading.balance.decimal);
    world = await startLambdaWorld({ wallets: ['young', 'old'], balance, perDay: PER_DAY });
    file = bundleAsDeployed(POLL_ENTRY, join(world.scratch, 'poll'), world.settingsFile).file;
  });
  afterAll(() => world.close());

  async function polled(wallet: keyof typeof pasts, recordedDays: number): Promise<PollUnits> {
    for (const id of Object.keys(pasts)) {
      await writeState(world.table, id, id === wallet ? pasts[wallet] : alive);
    }
    const readings = pasts[wallet].readings.slice(-96 * recordedDays);
    await writeHistory(world.table, wallet, { readings, days: pasts[wallet].days });
    world.refill();
    return measureUnits(world, file, { wallet, polls: POLLS, startMs: endMs + QUARTER_MS });
  }

  it('costs few units and requests, by the rules and as the table says, and no more in later years', async () => {
    const young = await polled('young', 1);
    const old = await polled('old', 20);
    for (const { writeUnits, readUnits, requests, stateBytes, disagreements } of [young, old]) {
      expect(writeUnits).toBeLessThanOrEqual(4);
      // A query and a look at the next wallet; once a day the day that has closed is looked up, twice.
      expect(readUnits).toBeLessThanOrEqual(1.55);
      // The query, a look at the next wallet, the reading, the state; a day is closed once in 96 polls.
      expect(requests).toBeLessThanOrEqual(4.1);
      // Two units to write; one byte more would be three.
      expect(stateBytes).toBeLessThanOrEqual(2_048);
      expect(disagreements).toEqual([]);
    }
    expect(old.readUnits).toBe(young.readUnits);
    expect(old.writeUnits).toBe(young.writeUnits);
  });
});
