import { DAY_MS } from '../ledger/durations.ts';

/** The day or week that ends with a run; named by the local date of the time it was scheduled for. */
export function periodEnding(
  scheduledAtMs: number,
  every: 'day' | 'week',
  timeZone: string,
): Period {
  // Swedish dates are ISO dates.
  const id = new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short' }).format(
    scheduledAtMs,
  );
  const lengthMs = every === 'week' ? 7 * DAY_MS : DAY_MS;
  return { id, fromMs: scheduledAtMs - lengthMs, toMs: scheduledAtMs };
}

/** When digests are due, local time. */
export interface DigestTimes {
  readonly every: 'day' | 'week';
  /** "08:00" */
  readonly at: string;
  /** Of a weekly one, "mon". */
  readonly weekday: string;
}

/** When the last digest before `nowMs` was due, in local time; a claim is named by the date. */
export function lastDue(
  { every, at, weekday }: DigestTimes,
  timeZone: string,
  nowMs: number,
): { readonly date: string; readonly minute: string } {
  const now = localMinute(nowMs, timeZone);
  const todayMs = Date.parse(now.slice(0, 10));
  for (let days = 0; ; days++) {
    const dayMs = todayMs - days * DAY_MS;
    const date = new Date(dayMs).toISOString().slice(0, 10);
    const minute = `${date} ${at}`;
    if (minute <= now && (every === 'day' || weekdayOf(dayMs) === weekday)) return { date, minute };
  }
}

/** "2026-11-22 08:00": Swedish times are ISO times, and compare as text. */
export function localMinute(atMs: number, timeZone: string): string {
  const format = { timeZone, dateStyle: 'short', timeStyle: 'short' } as const;
  return new Intl.DateTimeFormat('sv-SE', format).format(atMs);
}

function weekdayOf(dayMs: number): string {
  const format = { timeZone: 'UTC', weekday: 'short' } as const;
  return new Intl.DateTimeFormat('en-GB', format).format(dayMs).toLowerCase();
}

/** The time a digest is about. */
export interface Period {
  /** The local date on which it ends, "2026-11-22": two runs of one schedule name the same. */
  readonly id: string;
  readonly fromMs: number;
  readonly toMs: number;
}
