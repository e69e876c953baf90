import { type Attribution, attributionOf } from '../attribution/attribution.ts';
import { isWhole, type LogDay } from '../attribution/log-day.ts';
import { LOG_CURRENCY, notableGap } from '../attribution/log-ratio.ts';
import { joined } from '../attribution/logged-spend.ts';
import { USUAL_WEEKS, usualSpendOf } from '../attribution/usual-spend.ts';
import { toNumber } from '../ledger/amount.ts';
import { type DayTotals, dateOf } from '../ledger/day-totals.ts';
import { DAY_MS, WEEK_MS } from '../ledger/durations.ts';
import type { Series } from '../state/wallet-state.ts';
import type { Period } from './digest-period.ts';

/** What the closed days of a period were spent on, by the request log. */
export interface SpentOn {
  readonly attribution: Attribution;
  /** By how much the balance fell otherwise than the log says in the last week, where that is over a fifth: −1 … 1. */
  readonly gap?: number;
}

/** A gap of a day may be a charge that is not in the log; so many days in a row are no accident. */
const MIN_GAP_DAYS = 5;
/** So many days of the history hold a week, and the same weekdays of the four weeks before. */
export const LOG_DAYS = 7 * (USUAL_WEEKS + 1) + 1;

/** @returns undefined where the log was not read of any of the days, or does not belong to the balance */
export function spentOnOf(
  { lastReading, log }: Series,
  logDays: readonly LogDay[],
  days: readonly DayTotals[],
  { fromMs, toMs }: Period,
): SpentOn | undefined {
  const ratio = log?.ratio;
  if (ratio === undefined) return undefined;
  const { currency } = lastReading.balance;
  const whole = logDays.filter(isWhole);
  const shown = whole.filter(({ date }) => date >= dateOf(fromMs) && date < dateOf(toMs));
  const [first, last] = [shown[0], shown.at(-1)];
  if (first === undefined || last === undefined) return undefined;
  const measured = new Map(
    days
      .filter(({ spend }) => spend.currency === currency)
      .map(({ date, spend }) => [date, toNumber(spend)]),
  );
  const fell = shown.reduce(
    (sum, { date, spend }) => sum + Math.max(measured.get(date) ?? 0, spend.total * ratio),
    0,
  );
  const span = { fromMs: Date.parse(first.date), toMs: Date.parse(last.date) + DAY_MS };
  const attribution = attributionOf({
    window: joined(shown.map(({ spend }) => spend)),
    measured: fell,
    currency,
    ratio,
    usual: usualSpendOf(span, whole, ratio),
  });
  if (!(attribution.total > 0)) return undefined;
  const week = whole.filter(({ date }) => date >= dateOf(toMs - WEEK_MS) && measured.has(date));
  // In another currency the ratio was learnt from the same days, which hides a gap.
  const isComparable = currency === LOG_CURRENCY && week.length >= MIN_GAP_DAYS;
  const logged = week.reduce((sum, { spend }) => sum + spend.total, 0);
  const fallen = week.reduce((sum, { date }) => sum + (measured.get(date) ?? 0), 0);
  return {
    attribution,
    gap: isComparable ? notableGap({ logged, measured: fallen }, 1) : undefined,
  };
}
