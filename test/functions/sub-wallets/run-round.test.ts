import { afterEach, describe, expect, it } from 'vitest';
import { runRound } from '../../../functions/sub-wallets/run-round.ts';
import { type AgencyWorld, startAgency, subAccount } from '../../support/agency-world.ts';
import { HOUR_MS, START_MS } from '../../support/falling-wallet.ts';

let world: AgencyWorld | undefined;
afterEach(() => world?.close());

/** Runs hour by hour, and returns what was told and when, in hours. */
async function hours(agency: AgencyWorld, count: number) {
  const told: { hour: number; kind: string; members: string[]; wallet: string }[] = [];
  for (let at = 0; at < count; at++) {
    agency.nowMs += HOUR_MS;
    await runRound(agency.deps);
    for (const { event, attributes } of await agency.topic.drain()) {
      const members = ((event.members as { wallet: { id: string } }[]) ?? []).map(
        ({ wallet }) => wallet.id,
      );
      const hour = (agency.nowMs - START_MS) / HOUR_MS;
      told.push({ hour, kind: String(event.kind), members, wallet: attributes.wallet ?? '' });
    }
  }
  return told;
}

describe('a run over an agency', () => {
  it('tells what can wait of several sub-wallets in one message, and what cannot at once', async () => {
    world = await startAgency(START_MS, [
      subAccount(421_001, { startMs: START_MS, balance: 1_000, perDay: 100 }),
      subAccount(421_002, { startMs: START_MS, balance: 2_000, perDay: 200 }),
      subAccount(421_003, { startMs: START_MS, balance: 9_000, perDay: 10 }),
    ]);
    const told = await hours(world, 10 * 24);
    console.log(told);
    expect(told).toEqual([]);
  });
});
