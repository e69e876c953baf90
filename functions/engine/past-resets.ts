import type { RecordedReading } from '../adapters/table/history-items.ts';
import { type Amount, toNumber } from '../core/ledger/amount.ts';
import { intervalBetween } from '../core/ledger/spend.ts';

export const NEVER = Number.POSITIVE_INFINITY;

/** The monthly part was refilled between two readings. */
export interface PastReset {
  /** Of the reading that saw it. */
  readonly atMs: number;
  /** Of that reading, in the wallet's currency. */
  readonly balance: number;
  /** What it was refilled to. */
  readonly resetTo: Amount;
  /** What the reading before had of it; what was not spent in between was lost. */
  readonly before: Amount;
}

/** @param readings oldest first */
export function pastResets(readings: readonly RecordedReading[]): PastReset[] {
  return readings.flatMap(({ reading }, at) => {
    const previous = readings[at - 1]?.reading;
    // Nearly every pair ends here, without sums.
    if (previous?.monthly === undefined || !(reading.atMs >= (previous.monthlyResetAtMs ?? NEVER)))
      return [];
    if (previous.balance.currency !== reading.balance.currency) return [];
    const interval = intervalBetween(previous, reading);
    if (interval.kind !== 'reset') return [];
    return {
      atMs: reading.atMs,
      balance: toNumber(reading.balance),
      resetTo: interval.monthly,
      before: previous.monthly,
    };
  });
}

/** What the plan has added at each of them, in the wallet's currency: a forecast had counted on it. */
export function resetsSeen(readings: readonly RecordedReading[]): { atMs: number; gain: number }[] {
  return pastResets(readings).map(({ atMs, resetTo, before }) => ({
    atMs,
    gain: toNumber(resetTo) - toNumber(before),
  }));
}
