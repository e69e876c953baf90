import { DAY_MS, HOUR_MS, WEEK_MS } from '../ledger/durations.ts';
import type { UsualSpend } from './attribution.ts';
import { isWhole, type LogDay } from './log-day.ts';
import { joined } from './logged-spend.ts';

/** The same hours of so many weeks before are what is usual. */
export const USUAL_WEEKS = 4;

/**
 * What the log says of the same hours in the four weeks before.
 * @param window epoch milliseconds
 * @param days that were read, in any order
 * @param ratio units of the wallet's currency for one of the log's
 * @returns undefined where not even one of the weeks is known
 */
export function usualSpendOf(
  { fromMs, toMs }: { readonly fromMs: number; readonly toMs: number },
  days: readonly LogDay[],
  ratio: number,
): UsualSpend | undefined {
  const read = days.filter(isWhole);
  // Before its first spend there was nothing that could be usual.
  const firstSpend = read
    .filter(({ spend }) => spend.total > 0)
    .map(({ date }) => date)
    .toSorted()[0];
  if (firstSpend === undefined) return undefined;
  const whole = read.filter(({ date }) => date >= firstSpend);
  const hours = new Map(
    whole.flatMap(({ date, hours: spends }) =>
      spends.map((spend, hour) => [Date.parse(date) + hour * HOUR_MS, spend] as const),
    ),
  );
  const weeks = Array.from({ length: USUAL_WEEKS }, (_, week) =>
    spendBetween(hours, fromMs - (week + 1) * WEEK_MS, toMs - (week + 1) * WEEK_MS),
  ).filter((spend) => spend !== undefined);
  if (weeks.length === 0) return undefined;
  const before = whole.filter(({ date }) => {
    const startMs = Date.parse(date);
    return startMs + DAY_MS <= fromMs && startMs >= fromMs - USUAL_WEEKS * WEEK_MS - DAY_MS;
  });
  const total = weeks.reduce((sum, spend) => sum + spend, 0) / weeks.length;
  return { total: total * ratio, reference: joined(before.map(({ spend }) => spend)) };
}

/** undefined: not all of it is known. */
function spendBetween(
  hours: ReadonlyMap<number, number>,
  fromMs: number,
  toMs: number,
): number | undefined {
  let sum = 0;
  for (let atMs = Math.floor(fromMs / HOUR_MS) * HOUR_MS; atMs < toMs; atMs += HOUR_MS) {
    const spend = hours.get(atMs);
    if (spend === undefined) return undefined;
    const covered = Math.min(toMs, atMs + HOUR_MS) - Math.max(fromMs, atMs);
    sum += (spend * covered) / HOUR_MS;
  }
  return sum;
}
