import { backlogAt, type LogBacklog, pendingDates } from '../attribution/log-backlog.ts';
import { isRead, isWhole, type LogDay } from '../attribution/log-day.ts';
import { logRatioOf, type Overlap } from '../attribution/log-ratio.ts';
import type { HourlySpend } from '../forecast/hourly-spend.ts';
import { withLoggedHours } from '../forecast/logged-hours.ts';
import { DAY_MS, HOUR_MS } from '../ledger/durations.ts';
import type { Series } from './wallet-state.ts';

/** Readings come up to an hour after the calls that they are about: whole blocks of hours are compared. */
const BLOCK_HOURS = 3;

/**
 * Takes the days that were read whole into the series: the ratio of log and balance is learnt from the hours that
 * both know, and the hours before the first reading come from the log.
 * @param days of the last 28, in any order; those that are not whole change nothing
 */
export function withLog(series: Series, days: readonly LogDay[], nowMs: number): Series {
  const before = backlogAt(series.log, nowMs);
  const whole = days.filter(isWhole);
  const dates = new Set(whole.map(({ date }) => date));
  const taken = pendingDates(before).filter((date) => dates.has(date));
  const pending = taken.reduce((left, date) => left - 2 ** ageOf(date, before), before.pending);
  if (taken.length === 0) return { ...series, log: before };
  const { lastDate } = before;
  const found = logRatioOf(overlapsOf(series.spend, whole), series.lastReading.balance.currency);
  const log: LogBacklog = { lastDate, pending };
  if (found.kind !== 'ratio') {
    const isContradicted = found.kind === 'contradicted' || undefined;
    return {
      ...series,
      spend: withLoggedHours(series.spend, new Map()),
      log: { ...log, isContradicted },
    };
  }
  const { ratio } = found;
  const spend = withLoggedHours(series.spend, spendByHour(days.filter(isRead), ratio));
  return { ...series, spend, log: { ...log, ratio } };
}

function ageOf(date: string, { lastDate }: LogBacklog): number {
  return Math.round((Date.parse(lastDate) - Date.parse(date)) / DAY_MS);
}

/** By hour since 1970. Whole days before the first spend are unknown: nobody may have used the wallet yet. */
function spendByHour(days: readonly LogDay[], ratio: number): Map<number, number> {
  const used = days.filter(({ hours }) => hours.some((spend) => spend > 0));
  const firstMs = Math.min(...used.map(({ date }) => Date.parse(date)));
  return new Map(
    days.flatMap(({ date, hours, untilMs }) => {
      const startMs = Date.parse(date);
      if (startMs < firstMs) return [];
      const known = untilMs === undefined ? hours : hours.slice(0, (untilMs - startMs) / HOUR_MS);
      return known.map((spend, hour) => [startMs / HOUR_MS + hour, spend * ratio] as const);
    }),
  );
}

/** Blocks of hours that readings have measured whole. */
function overlapsOf(
  { closed, firstAtMs, lastAtMs }: HourlySpend,
  days: readonly LogDay[],
): Overlap[] {
  const openHour = Math.floor(lastAtMs / HOUR_MS);
  const firstHour = Math.floor(firstAtMs / HOUR_MS) + 1;
  const overlaps: Overlap[] = [];
  for (const { date, hours } of days) {
    for (let from = 0; from < hours.length; from += BLOCK_HOURS) {
      const hour = Date.parse(date) / HOUR_MS + from;
      const at = closed.length - (openHour - hour);
      if (hour < firstHour || at < 0 || at + BLOCK_HOURS > closed.length) continue;
      const sum = (spends: Iterable<number>) => [...spends].reduce((all, spend) => all + spend, 0);
      const measured = sum(closed.subarray(at, at + BLOCK_HOURS));
      const logged = sum(hours.slice(from, from + BLOCK_HOURS));
      if (!Number.isNaN(measured)) overlaps.push({ logged, measured });
    }
  }
  return overlaps;
}
