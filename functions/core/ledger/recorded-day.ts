import { type DayTotals, dateOf } from './day-totals.ts';
import { DAY_MS, HOUR_MS } from './durations.ts';

/** A digest may come just before the row of the last closed day. */
const MAX_AGE_DAYS = 2;
/** So many days of the history hold the last answer that is still news. */
export const DAYS_OF_ANSWERS = MAX_AGE_DAYS + 1;
/** Later than this after a day's end, what the vendor answers is no longer about that day. */
const MAX_LATE_MS = 6 * HOUR_MS;

/** What the vendor said soon after a UTC day had closed, where it was asked; it stands on that day's row. */
export interface DailyAnswer {
  /** The day that had closed. */
  readonly date: string;
  /** The vendor no longer sends this wallet's events. */
  readonly isWebhookPaused?: true;
}

/** A closed day as it stands in the history. */
export type RecordedDay = DayTotals & DailyAnswer;

/** The date of the UTC day that has just closed and is still to be recorded. */
export function closedDayOf(
  closedDays: readonly DayTotals[] = [],
  nowMs: number,
): string | undefined {
  const date = closedDays.at(-1)?.date;
  const isJustClosed = date !== undefined && nowMs - Date.parse(date) <= DAY_MS + MAX_LATE_MS;
  return isJustClosed ? date : undefined;
}

/** What the last row says that is still news; undefined where the rows are too old for it. */
export function lastDailyAnswer(
  days: readonly RecordedDay[],
  nowMs: number,
): DailyAnswer | undefined {
  const last = days.at(-1);
  const isNews = last !== undefined && last.date >= dateOf(nowMs - MAX_AGE_DAYS * DAY_MS);
  return isNews ? last : undefined;
}
