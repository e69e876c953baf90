import { START_MS } from '../support/falling-wallet.ts';
import { startWorld } from '../support/world.ts';
import {
  CHANNEL_FAULTS,
  type Plan,
  STORE_CALLS,
  STORE_FAULTS,
  type StoreCall,
  VENDOR_FAULTS,
} from './injector.ts';
import { kindsOf, tellStory } from './story.ts';

/** The poll that finds the wallet empty is the one at which something goes wrong. */
const FAULTY_HOUR = 2;
const HOURS = 5;
/** Nine credits at four an hour. */
const DAYS_LEFT = 9 / 96;
/** More than a poll with an alert has: the rest of the row finds nothing to crash. */
const MAX_BOUNDARIES = 40;

interface Cell {
  readonly name: string;
  readonly plansAt: (attempt: number) => readonly Plan[];
}

/** Every single fault of an invocation, by its name. */
export function singleFaults(storeCalls: readonly StoreCall[]): Record<string, Plan> {
  const plans: Record<string, Plan> = {};
  for (let crashAt = 0; crashAt < MAX_BOUNDARIES; crashAt++) {
    plans[`crash at boundary ${crashAt}`] = { crashAt };
  }
  for (const call of storeCalls) {
    for (const fault of STORE_FAULTS) plans[`${call} ${fault}`] = { store: { [call]: fault } };
  }
  for (const vendor of VENDOR_FAULTS) plans[`vendor ${vendor}`] = { vendor };
  for (const channel of ['sns', 'slack:team']) {
    for (const fault of CHANNEL_FAULTS) {
      plans[`${channel} ${fault}`] = { channels: { [channel]: fault } };
    }
  }
  return plans;
}

/** Every single fault, once in one invocation, once in its retries too, once beside a healthy double. */
function cells(): Cell[] {
  const rows = Object.entries(singleFaults(STORE_CALLS)).flatMap(([name, plan]): Cell[] => [
    { name, plansAt: (attempt) => [attempt === 0 ? plan : {}] },
    { name: `${name}, and in each retry`, plansAt: () => [plan] },
    { name: `${name}, beside a double`, plansAt: (attempt) => (attempt === 0 ? [plan, {}] : [{}]) },
    { name: `${name}, after a double`, plansAt: (attempt) => (attempt === 0 ? [{}, plan] : [{}]) },
  ]);
  const doubles = [2, 3, 4].map((count) => ({
    name: `${count} at once`,
    plansAt: () => Array.from({ length: count }, () => ({})),
  }));
  return [...rows, ...doubles];
}

export interface MatrixTally {
  readonly cells: number;
  readonly crashes: number;
  readonly messages: number;
  readonly broken: readonly string[];
  readonly toSnsMs: readonly number[];
}

/** @param every 1: all cells; n: every n-th of them, for a quick look */
export async function runMatrix(every = 1): Promise<MatrixTally> {
  const world = await startWorld({ startMs: START_MS, balance: 1, perDay: 1 });
  const chosen = cells().filter((_, at) => at % every === 0);
  const broken: string[] = [];
  const toSnsMs: number[] = [];
  let crashes = 0;
  let messages = 0;
  try {
    for (const [at, { name, plansAt }] of chosen.entries()) {
      const notified = await tellStory(world, {
        wallet: `cell-${at}`,
        daysLeft: DAYS_LEFT,
        hours: HOURS,
        plansAt: (hour, attempt) => (hour === FAULTY_HOUR ? plansAt(attempt) : [{}]),
      });
      const isNotified = kindsOf(notified).filter((kind) => kind === 'depleted').length === 1;
      if (!isNotified) broken.push(`${name}: told ${kindsOf(notified).join(', ') || 'nothing'}`);
      broken.push(...notified.broken.map((what) => `${name}: ${what}`));
      crashes += notified.crashes;
      messages += notified.inbox.length;
      toSnsMs.push(...notified.toSnsMs);
    }
  } finally {
    await world.close();
  }
  return { cells: chosen.length, crashes, messages, broken, toSnsMs };
}
