import { type Amount, plus, zero } from './amount.ts';
import type { Reading } from './reading.ts';
import { type Interval, sumsOf } from './spend.ts';

/** "2026-11-22", the UTC day of a moment. */
export function dateOf(atMs: number): string {
  return new Date(atMs).toISOString().slice(0, 10);
}

/** A day with its first reading. */
export function openDay(date: string, balance: Amount): DayTotals {
  const nothing = zero(balance.currency);
  return { date, spend: nothing, topUp: nothing, balance, readings: 1 };
}

/** Adds a reading to its day; when it opens a new day, the one before it has closed. */
export function tally(
  open: DayTotals,
  closedDays: readonly DayTotals[],
  interval: Interval,
  reading: Reading,
): { readonly today: DayTotals; readonly closedDays: readonly DayTotals[] } {
  const date = dateOf(reading.atMs);
  const hasClosed = date !== open.date;
  const nothing = zero(reading.balance.currency);
  const before: Omit<DayTotals, 'balance'> = hasClosed
    ? { date, spend: nothing, topUp: nothing, readings: 0 }
    : open;
  const { spend = nothing, topUp = nothing, resetChange = nothing } = sumsOf(interval);
  const hasReset = before.resetChange !== undefined || interval.kind === 'reset';
  return {
    today: {
      date,
      spend: plus(before.spend, spend),
      topUp: plus(before.topUp, topUp),
      ...(hasReset && { resetChange: plus(before.resetChange ?? nothing, resetChange) }),
      balance: reading.balance,
      readings: before.readings + 1,
    },
    closedDays: hasClosed ? [...closedDays, open] : closedDays,
  };
}

/** One UTC day. A spend that spans midnight counts on the day on which its reading arrived. */
export interface DayTotals {
  /** "2026-11-22" */
  readonly date: string;
  readonly spend: Amount;
  /** At least this much came in. */
  readonly topUp: Amount;
  /** What monthly resets changed, with the spend that they hide; absent on a day without one. */
  readonly resetChange?: Amount;
  /** The balance of the day's last reading. */
  readonly balance: Amount;
  readonly readings: number;
}
