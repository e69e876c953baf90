import type { Alert } from '../alert/alert.ts';
import { type ForecastState, isTooEarly } from '../forecast/forecast.ts';
import { DAY_MS } from '../ledger/durations.ts';
import { localDay, localDayAndHour, localWeekday } from '../text/local-time.ts';
import { amountText, numberText } from '../text/numbers.ts';

/** Beyond this an hour of the day would claim more than anybody knows. */
export const MAX_DAYS_WITH_HOUR = 7;
/** Beyond this a date would, too. */
export const MAX_DAYS_WITH_DATE = 60;

/** "Mon 30 Nov, about 06:00", "about Fri 18 Dec", "in more than 60 days" */
export function whenText(nowMs: number, days: number | undefined, timeZone: string): string {
  if (days === undefined) return 'at a time nobody can tell';
  const atMs = nowMs + days * DAY_MS;
  if (days * 24 < 1) return 'within the hour';
  if (days <= MAX_DAYS_WITH_HOUR) {
    const { day, hour } = localDayAndHour(atMs, timeZone);
    return `${day}, about ${hour}`;
  }
  if (days <= MAX_DAYS_WITH_DATE) return `about ${localDay(atMs, timeZone)}`;
  return `in more than ${MAX_DAYS_WITH_DATE} days`;
}

/** " and runs out Mon 30 Nov, about 06:00"; nothing where no date is known. */
export function andEmptyText({ atMs, facts }: Alert, timeZone: string): string {
  if (facts.runwayDays === null) return '';
  return ` and runs out ${whenText(atMs, facts.runwayDays.p50, timeZone)}`;
}

/** "it lasts until about Fri 18 Dec" */
export function lastsText({ atMs, facts }: Alert, timeZone: string): string {
  if (facts.runwayDays === null) {
    if (facts.forecastState === 'empty') return 'it is still empty';
    if (facts.forecastState === 'idle') return 'it is not running down';
    return 'it is too early to say how long it lasts';
  }
  const { p50 } = facts.runwayDays;
  if (p50 > MAX_DAYS_WITH_DATE) return `it lasts for more than ${MAX_DAYS_WITH_DATE} days`;
  return p50 * 24 < 1
    ? 'it lasts for less than an hour'
    : `it lasts until ${whenText(atMs, p50, timeZone)}`;
}

/** The last good moment to act is the pessimistic date; nobody likes to buy credits on a Saturday. */
export function action({ atMs, facts }: Alert, timeZone: string): string {
  if (isTooEarly({ state: facts.forecastState, ...facts })) return 'Top up.';
  if (facts.runwayDays === null) return 'Top up now.';
  const { p10, p50 } = facts.runwayDays;
  if (p50 < 0.5) return 'Top up now.';
  if (p10 < 1) return 'Top up today.';
  const deadline = localWeekday(atMs + p10 * DAY_MS, timeZone);
  const today = localWeekday(atMs, timeZone);
  const isWeekend = today === 'Sat' || today === 'Sun';
  if (!isWeekend && p10 < 5 && ['Sat', 'Sun', 'Mon'].includes(deadline)) {
    return 'Top up before the weekend.';
  }
  return `Top up by ${localDay(atMs + p10 * DAY_MS, timeZone)}.`;
}

/** "118 SQC, burning 41 a day" */
export function leftText({ facts }: Alert): string {
  if (facts.balance === undefined) return 'unknown';
  const left = amountText(facts.balance);
  return `${left}, ${burnText(facts.burnPerDay, facts.forecastState, facts.balance.currency)}`;
}

/** "41"; "?" while nothing was spent in a short history: unknown is not zero. */
export function burnNumberText(burnPerDay: number, state: ForecastState, currency: string): string {
  return state === 'learning' && !(burnPerDay > 0) ? '?' : numberText(burnPerDay, currency);
}

/** "burning 41 a day"; while nothing was spent in a short history, that the burn is unknown. */
export function burnText(burnPerDay: number, state: ForecastState, currency: string): string {
  if (burnPerDay > 0) return `burning ${numberText(burnPerDay, currency)} a day`;
  return state === 'learning' ? 'its burn is not known yet' : 'nothing is being spent';
}

export function balanceText({ facts }: Alert): string {
  return facts.balance === undefined ? 'an unknown balance' : amountText(facts.balance);
}
