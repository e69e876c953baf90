import type { RecordedReading } from '../../adapters/history-items.ts';
import { type Amount, toNumber } from '../../core/amount.ts';
import { intervalBetween, partsOf } from '../../core/spend.ts';
import { localDayAndTime } from '../../core/wording/local-time.ts';
import { amountText } from '../../core/wording/numbers.ts';

/** The monthly part was refilled between two readings. */
export interface PastReset {
  /** Of the reading that saw it. */
  readonly atMs: number;
  /** Of that reading, in the wallet's currency. */
  readonly balance: number;
  /** What it was refilled to. */
  readonly refilledTo: Amount;
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
      refilledTo: interval.monthly,
      before: previous.monthly,
    };
  });
}

const NEVER = Number.POSITIVE_INFINITY;

/** What the plan has added at each of them, in the wallet's currency: a forecast had counted on it. */
export function refillsSeen(
  readings: readonly RecordedReading[],
): { atMs: number; gain: number }[] {
  return pastResets(readings).map(({ atMs, refilledTo, before }) => ({
    atMs,
    gain: toNumber(refilledTo) - toNumber(before),
  }));
}

/** "refilled to 500 SQC Fri 27 Nov 01:00; up to 40 SQC of the month before were lost" */
export function pastResetText({ atMs, refilledTo, before }: PastReset, timeZone: string): string {
  const when = localDayAndTime(atMs, timeZone);
  const isLoss = toNumber(before) > 0;
  const lost = isLoss ? `; up to ${amountText(before)} of the month before were lost` : '';
  return `refilled to ${amountText(refilledTo)} ${when}${lost}`;
}

/** Whether any of these readings has credits that come with a plan. */
export function haveMonthlyPart(readings: readonly RecordedReading[]): boolean {
  return readings.some(({ reading }) => (partsOf(reading)?.monthly ?? 0) > 0);
}
