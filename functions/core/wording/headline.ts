import type { Alert } from '../alert/alert.ts';
import { CHANNEL_FACTS, parseChannelName } from '../alert/channel-type.ts';
import { type ForecastState, isTooEarly } from '../forecast/forecast.ts';
import { DAY_MS } from '../ledger/durations.ts';
import { cleanName } from '../text/clean-name.ts';
import { localDay, localDayAndHour, localDayAndTime, localWeekday } from '../text/local-time.ts';
import { amountText, durationText, numberText } from '../text/numbers.ts';

/** Beyond this an hour of the day would claim more than anybody knows. */
export const MAX_DAYS_WITH_HOUR = 7;
/** Beyond this a date would, too. */
export const MAX_DAYS_WITH_DATE = 60;

/** Line 1 of every message: wallet, date, action. `name` is already fit for its channel. */
export function headline(alert: Alert, name: string, timeZone: string): string {
  const text = ofWallet(alert, name, timeZone) ?? ofWatch(alert, name, timeZone);
  const key = alert.facts.isTestKey ? '[TEST KEY] ' : '';
  return `${key}${alert.facts.reminder === undefined ? '' : 'Reminder: '}${text}`;
}

/** News of the balance; undefined for the watch's news of itself. */
function ofWallet(alert: Alert, name: string, timeZone: string): string | undefined {
  const { facts, kind, atMs } = alert;
  const dry = whenText(atMs, facts.runwayDays?.p50, timeZone);
  const balance = balanceText(alert);
  switch (kind) {
    case 'runway':
      return `${name} runs dry ${dry}. ${action(alert, timeZone)}`;
    case 'floor':
      return `${name} is down to ${balance}${dryText(alert, timeZone)}. ${action(alert, timeZone)}`;
    case 'depleted':
      return facts.balance?.decimal.startsWith('-')
        ? `${name} is overdrawn: ${balance}. Top up now.`
        : `${name} is empty: ${balance} left. Top up now.`;
    case 'burn-spike':
      return `${name} burns ${facts.timesUsual ?? 'many'} times its usual${dryText(alert, timeZone)}. Look what is running.`;
    case 'debit-ahead': {
      const { debit } = facts;
      if (debit === undefined) return `${name} cannot pay a bill that is ahead.`;
      const day = localDay(debit.atMs, timeZone);
      return `${name} runs dry ${day}, when ${amountText(debit.amount)} is charged. Top up before then.`;
    }
    case 'bill-failed':
      return `${name} could not pay its bill: ${balance} left. Top up now.`;
    case 'recharge-at-risk':
      return facts.runwayDays === null
        ? `The auto-recharge of ${name} may not work. Look at your billing.`
        : `${name} runs dry ${dry}, and its auto-recharge may not work. Look at your billing.`;
    case 'topped-up': {
      const topUp = facts.topUp === undefined ? '' : ` by ${amountText(facts.topUp)}`;
      if (facts.levelDays === undefined) {
        return `${name} was topped up${topUp}: ${lastsText(alert, timeZone)}.`;
      }
      return `${name} was topped up${topUp}, but runs dry ${dry}.`;
    }
    case 'recovered':
      if (facts.about !== undefined) return `${name} is being polled again.`;
      return facts.ended !== undefined && facts.notifiedAtMs === undefined
        ? `${name} is being read again: ${lastsText(alert, timeZone)}.`
        : `${name} is out of trouble: ${lastsText(alert, timeZone)}.`;
    case 'new-currency':
      return `${name} now counts in ${facts.balance?.currency ?? 'another currency'}: learning its spend afresh.`;
    default:
      return undefined;
  }
}

/** What the watch says of itself: blind, mute, or asked for a mute. */
function ofWatch(alert: Alert, name: string, timeZone: string): string {
  const { facts, kind } = alert;
  const seen = facts.readAtMs === undefined ? undefined : localDayAndTime(facts.readAtMs, timeZone);
  switch (kind) {
    case 'key-rejected':
      if (facts.scope !== undefined) {
        return `${name} cannot be read: its API key lacks the scope ${facts.scope}. Add it.`;
      }
      return facts.isForbidden
        ? `${name} cannot be read: its API key may not read the balance. Check its scopes and the plan.`
        : `${name} cannot be read: its API key is not accepted. Replace it.`;
    case 'no-data':
      if (facts.about !== undefined) return `${name} is not being polled any more.`;
      return seen === undefined
        ? `${name} could not be read so far.`
        : `${name} has not been read since ${seen}.`;
    case 'clock':
      return `${name} goes on from now: a clock was ${durationText(facts.offMs ?? 0)} ahead.`;
    case 'delivery-failed':
      return `Alerts of ${name} do not arrive ${channelText(facts.failingChannel)}.`;
    case 'snoozed':
      return facts.untilMs === undefined
        ? `${name} is snoozed.`
        : `${name} is snoozed until ${localDayAndTime(facts.untilMs, timeZone)}.`;
    case 'paused':
      return `${name} is paused: no alerts until somebody resumes it.`;
    case 'resumed':
      return `${name} is watched again: ${lastsText(alert, timeZone)}.`;
    case 'sub-accounts':
      return membersHeadline(alert, name, timeZone);
    default:
      return `Test: alerts of ${name} arrive here.`;
  }
}

/** The most urgent one speaks; how many more there are comes behind it. */
function membersHeadline({ facts }: Alert, name: string, timeZone: string): string {
  const [first, ...others] = facts.members ?? [];
  if (first === undefined) return `Sub-accounts of ${name} have news.`;
  const line = headline(first.alert, cleanName(first.wallet.name), timeZone);
  return others.length === 0 ? line : `${line} And ${others.length} more of ${name}.`;
}

/** "in Slack (team)", "at you@example.com" */
function channelText(failingChannel = 'somewhere'): string {
  const posted = parseChannelName(failingChannel);
  if (posted !== undefined) {
    const { preposition, title } = CHANNEL_FACTS[posted.type];
    return `${preposition} ${preposition === 'at' ? 'the ' : ''}${title} (${cleanName(posted.name)})`;
  }
  const [kind, name] = failingChannel.split(/:(.*)/s);
  if (kind === 'mail') return `at ${cleanName(name ?? '', 60)}`;
  if (kind === 'amazon-q') return 'by Amazon Q Developer in chat applications';
  return kind === 'sns' ? 'by mail and SMS (SNS)' : `at ${cleanName(failingChannel)}`;
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

function balanceText({ facts }: Alert): string {
  return facts.balance === undefined ? 'an unknown balance' : amountText(facts.balance);
}
