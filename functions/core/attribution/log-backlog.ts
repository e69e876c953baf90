import { dateOf } from '../ledger/day-totals.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../ledger/durations.ts';
import { type LogDay, unreadDay } from './log-day.ts';

/** As far back as the forecaster remembers. */
export const BACKLOG_DAYS = 28;
/** The last rows of a day may come into the log a little later. */
const SETTLE_MS = 30 * MINUTE_MS;
const ALL_DAYS = 2 ** BACKLOG_DAYS - 1;

/** Which closed days of the vendor's request log are still to be read, and what it has come to. */
export interface LogBacklog {
  /** The last closed UTC day, "2026-11-22". */
  readonly lastDate: string;
  /** Bit i: the day i days before `lastDate` is still to be read, or to be taken into the history. */
  readonly pending: number;
  /** The UTC day on which the vendor refused it: nothing more is asked on that day. */
  readonly refusedOn?: string;
  /** Units of the wallet's currency for one of the log's; absent: not known yet. */
  readonly ratio?: number;
  /** The log says more than the balance can have fallen by: it is not used. */
  readonly isContradicted?: true;
}

/** Days that have closed since are added; what was never begun begins with all of them. */
export function backlogAt(log: LogBacklog | undefined, nowMs: number): LogBacklog {
  const lastDate = dateOf(nowMs - DAY_MS - SETTLE_MS);
  if (log === undefined) return { lastDate, pending: ALL_DAYS };
  const passed = Math.round((Date.parse(lastDate) - Date.parse(log.lastDate)) / DAY_MS);
  if (passed <= 0) return log;
  const shifted = passed >= BACKLOG_DAYS ? ALL_DAYS : log.pending * 2 ** passed + (2 ** passed - 1);
  // In numbers that 32 bits do not hold, `%` does what `&` cannot.
  return { ...log, lastDate, pending: shifted % (ALL_DAYS + 1) };
}

/** Whether there is something to read or to take in. */
export function isLogDue(log: LogBacklog | undefined, nowMs: number): boolean {
  const { pending, refusedOn } = backlogAt(log, nowMs);
  return pending !== 0 && refusedOn !== dateOf(nowMs);
}

/** Newest first. */
export function pendingDates({ lastDate, pending }: LogBacklog): string[] {
  return Array.from({ length: BACKLOG_DAYS }, (_, age) => age)
    .filter((age) => (pending >>> age) & 1)
    .map((age) => dateOf(Date.parse(lastDate) - age * DAY_MS));
}

/**
 * What is to be read, newest first, and what is known of it. Of the day of the first reading the hours before it are
 * read at once, and the whole day when it is over.
 */
export function wantedDays(
  log: LogBacklog | undefined,
  firstAtMs: number,
  found: readonly LogDay[],
  nowMs: number,
): { readonly dates: readonly string[]; readonly known: readonly LogDay[] } {
  const today = dateOf(nowMs);
  const closed = pendingDates(backlogAt(log, nowMs));
  const known = found.filter(({ date, untilMs }) => untilMs === undefined || date === today);
  const firstHourMs = Math.floor(firstAtMs / HOUR_MS) * HOUR_MS;
  if (dateOf(firstAtMs) !== today || firstHourMs <= Date.parse(today))
    return { dates: closed, known };
  const hasToday = known.some(({ date }) => date === today);
  return {
    dates: [today, ...closed],
    known: hasToday ? known : [...known, unreadDay(today, firstHourMs)],
  };
}
