import { DAY_MS, HOUR_MS } from '../ledger/durations.ts';
import type { LoggedCall } from './logged-call.ts';
import { joined, type LoggedSpend, largest, loggedSpendOf, NO_SPEND } from './logged-spend.ts';

/** What the log says of one UTC day, as far as it has been read: backwards, from its end. */
export interface LogDay {
  /** "2026-11-22" */
  readonly date: string;
  /** All calls from here to the day's end are counted, epoch milliseconds. */
  readonly reachedMs: number;
  /** The day was not over when it was read, and counts up to here, a whole hour. @default the day's end */
  readonly untilMs?: number;
  /** Spend of each hour of the day, in the log's currency. */
  readonly hours: readonly number[];
  readonly spend: LoggedSpend;
}

/** So many names of each dimension are kept while a day is being read; of a whole day, `KEPT_PARTS`. */
const OPEN_PARTS = 50;
export const KEPT_PARTS = 10;

/** A day of which nothing has been read. @param untilMs where it is not over */
export function unreadDay(date: string, untilMs?: number): LogDay {
  const endMs = Date.parse(date) + DAY_MS;
  return {
    date,
    reachedMs: untilMs ?? endMs,
    untilMs,
    hours: Array<number>(24).fill(0),
    spend: NO_SPEND,
  };
}

/** It is over, and read to its beginning. */
export function isWhole(day: LogDay): boolean {
  return day.untilMs === undefined && isRead(day);
}

/** It is read to its beginning. */
export function isRead({ date, reachedMs }: LogDay): boolean {
  return reachedMs <= Date.parse(date);
}

/** How much of it has been read, 0 … 1. */
export function readShare({ date, reachedMs }: LogDay): number {
  return 1 - (reachedMs - Date.parse(date)) / DAY_MS;
}

/**
 * Adds what was read next.
 * @param calls all of those from `reachedMs` up to where the day had been read; others are left out
 */
export function readFurther(day: LogDay, calls: readonly LoggedCall[], reachedMs: number): LogDay {
  const startMs = Date.parse(day.date);
  const fromMs = Math.max(reachedMs, startMs);
  const added = calls.filter(({ atMs }) => atMs >= fromMs && atMs < day.reachedMs);
  const hours = [...day.hours];
  for (const { atMs, cost } of added) {
    const hour = Math.floor((atMs - startMs) / HOUR_MS);
    hours[hour] = (hours[hour] ?? 0) + cost;
  }
  const isDone = fromMs <= startMs;
  const spend = joined([day.spend, loggedSpendOf(added)]);
  return {
    date: day.date,
    untilMs: day.untilMs,
    reachedMs: Math.min(fromMs, day.reachedMs),
    hours,
    spend: largest(spend, isDone ? KEPT_PARTS : OPEN_PARTS),
  };
}
