import type { Alert } from '../alert.ts';
import { localDay, localDayAndHour, localWeekday } from './local-time.ts';
import { amountText, numberText } from './numbers.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** Beyond this an hour of the day would claim more than anybody knows. */
export const MAX_DAYS_WITH_HOUR = 7;
/** Beyond this a date would, too. */
export const MAX_DAYS_WITH_DATE = 60;

/** Line 1 of every message: wallet, date, action. `name` is already fit for its channel. */
export function headline(alert: Alert, name: string, timeZone: string): string {
  const { facts } = alert;
  const p50 = facts.runwayDays?.p50;
  const text = (() => {
    switch (alert.kind) {
      case 'runway':
        return `${name} runs dry ${whenText(alert.atMs, p50, timeZone)}. ${action(alert, timeZone)}`;
      case 'floor':
        return `${name} is down to ${amountText(facts.balance)}${dryText(alert, timeZone)}. ${action(alert, timeZone)}`;
      case 'depleted':
        return facts.balance.decimal.startsWith('-')
          ? `${name} is overdrawn: ${amountText(facts.balance)}. Top up now.`
          : `${name} is empty: ${amountText(facts.balance)} left. Top up now.`;
      case 'topped-up': {
        const topUp = facts.topUp === undefined ? '' : ` by ${amountText(facts.topUp)}`;
        if (facts.levelDays === undefined) {
          return `${name} was topped up${topUp}: ${lastsText(alert, timeZone)}.`;
        }
        return `${name} was topped up${topUp}, but runs dry ${whenText(alert.atMs, p50, timeZone)}.`;
      }
      case 'recovered':
        return `${name} is out of trouble: ${lastsText(alert, timeZone)}.`;
      case 'new-currency':
        return `${name} now counts in ${facts.balance.currency}: learning its spend afresh.`;
    }
  })();
  return facts.reminder === undefined ? text : `Reminder: ${text}`;
}

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

function dryText({ atMs, facts }: Alert, timeZone: string): string {
  if (facts.runwayDays === null) return '';
  return ` and runs dry ${whenText(atMs, facts.runwayDays.p50, timeZone)}`;
}

function lastsText({ atMs, facts }: Alert, timeZone: string): string {
  if (facts.runwayDays === null) {
    return facts.forecastState === 'idle' ? 'it is not running down' : 'it is still empty';
  }
  const { p50 } = facts.runwayDays;
  return p50 > MAX_DAYS_WITH_DATE
    ? `it lasts for more than ${MAX_DAYS_WITH_DATE} days`
    : `it lasts until ${whenText(atMs, p50, timeZone)}`;
}

/** The last good moment to act is the pessimistic date; nobody likes to buy credits on a Saturday. */
function action({ atMs, facts }: Alert, timeZone: string): string {
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
  const left = amountText(facts.balance);
  if (!(facts.burnPerDay > 0)) return `${left}, nothing is being spent`;
  return `${left}, burning ${numberText(facts.burnPerDay, facts.balance.currency)} a day`;
}
