import { toNumber } from './amount.ts';
import { type DayTotals, dateOf } from './day-totals.ts';
import { DAY_MS } from './durations.ts';

/** A digest may come just before the row of the last closed day. */
const MAX_AGE_DAYS = 2;
const USAGE_DAYS = 7;
/** Of the larger of the two. */
const FAR_OFF_SHARE = 0.2;
/** So many days of the history hold all that a look is compared with. */
export const DAYS_OF_ANSWERS = MAX_AGE_DAYS + USAGE_DAYS + 1;

/** What the vendor said soon after a UTC day had closed, where it was asked; it stands on that day's row. */
export interface DailyAnswer {
  /** The day that had closed. */
  readonly date: string;
  /** `total_credits_used` of the last seven days; where they begin, and in which unit, is not documented. */
  readonly creditsUsed7d?: number;
  /** `total_requests` of the same. */
  readonly requests7d?: number;
  /** The vendor no longer sends this wallet's events. */
  readonly isWebhookPaused?: true;
}

/** A closed day as it stands in the history. */
export type RecordedDay = DayTotals & DailyAnswer;

/** Two counts of the same seven days: the vendor's, and what left the balance. */
export interface UsageCheck {
  /** The last of the seven, UTC. */
  readonly date: string;
  readonly credits: number;
  readonly requests?: number;
  /** In `currency`: what the closed days add up to; a rise of the balance hides what was spent in it. */
  readonly spent: number;
  readonly currency: string;
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

/**
 * The vendor's figure beside what the last seven closed days add up to; a difference is no more than a hint,
 * because neither the window nor the unit of the vendor's figure is documented.
 * @param days oldest first
 * @returns undefined where the vendor told none, or the seven days were not watched from their beginning
 */
export function usageCheckOf(days: readonly RecordedDay[], nowMs: number): UsageCheck | undefined {
  const look = lastDailyAnswer(days, nowMs);
  const last = days.at(-1);
  if (look?.creditsUsed7d === undefined || last === undefined) return undefined;
  const dayBefore = dateOf(Date.parse(last.date) - USAGE_DAYS * DAY_MS);
  // With the day before them on record, nothing of an earlier time counts into the seven.
  if (!days.some(({ date }) => date === dayBefore)) return undefined;
  const seven = days.filter(({ date }) => date > dayBefore);
  const { currency } = last.balance;
  if (seven.some(({ balance }) => balance.currency !== currency)) return undefined;
  const spent = seven.reduce((sum, { spend }) => sum + toNumber(spend), 0);
  if (look.creditsUsed7d <= 0 && spent <= 0) return undefined;
  return {
    date: last.date,
    credits: look.creditsUsed7d,
    requests: look.requests7d,
    spent,
    currency,
  };
}

/** The two counts differ by more than windows and rounding explain. */
export function isFarOff({ credits, spent }: UsageCheck): boolean {
  return Math.abs(credits - spent) > FAR_OFF_SHARE * Math.max(credits, spent);
}
