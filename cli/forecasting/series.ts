import {
  addIntervals,
  type HourlySpend,
  type SpendInterval,
  startHistory,
} from '../../functions/core/forecast/hourly-spend.ts';

/** One observed balance, and where it was read ("line 7", "reading 3") for whoever has to mend it. */
export interface ObservedBalance {
  readonly atMs: number;
  readonly balance: number;
  readonly where: number;
}

/**
 * In order of time, exact duplicates dropped.
 * @returns the fault when one moment has two balances.
 */
export function inOrder(
  observed: readonly ObservedBalance[],
  unit: 'line' | 'reading',
): readonly ObservedBalance[] | string {
  const sorted = isRising(observed) ? observed : observed.toSorted((a, b) => a.atMs - b.atMs);
  const kept: ObservedBalance[] = [];
  for (const next of sorted) {
    const previous = kept.at(-1);
    if (previous === undefined || next.atMs > previous.atMs) kept.push(next);
    else if (next.balance !== previous.balance) {
      const time = new Date(next.atMs).toISOString();
      const [first, second] = [previous.where, next.where].toSorted((a, b) => a - b);
      return `${unit} ${second}: ${time} has another balance than in ${unit} ${first}`;
    }
  }
  return kept;
}

/** The forecaster's memory of a series that is in order. As in the step, an empty wallet's spend is unknown. */
export function historyOf(series: readonly ObservedBalance[], emptyAt: number): HourlySpend {
  const [first] = series;
  if (first === undefined) throw new RangeError('a series has at least one reading');
  return addIntervals(startHistory(first.atMs), intervals(series, emptyAt));
}

function* intervals(
  series: readonly ObservedBalance[],
  emptyAt: number,
): Generator<SpendInterval, void> {
  for (let at = 1; at < series.length; at++) {
    const before = series[at - 1] as ObservedBalance;
    const after = series[at] as ObservedBalance;
    const spent = before.balance - after.balance;
    const known = spent >= 0 && before.balance > emptyAt;
    yield { toMs: after.atMs, spend: known ? spent : undefined };
  }
}

function isRising(observed: readonly ObservedBalance[]): boolean {
  for (let at = 1; at < observed.length; at++) {
    if ((observed[at] as ObservedBalance).atMs <= (observed[at - 1] as ObservedBalance).atMs) {
      return false;
    }
  }
  return true;
}
