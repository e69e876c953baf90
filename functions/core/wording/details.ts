import type { Alert, BatchMember } from '../alert/alert.ts';
import type { Forecast, NextReset } from '../forecast/forecast.ts';
import { headline, KINDS } from '../kinds/index.ts';
import { action, leftText, MAX_DAYS_WITH_DATE, MAX_DAYS_WITH_HOUR } from '../kinds/phrases.ts';
import { DAY_MS } from '../ledger/durations.ts';
import { cleanName } from '../text/clean-name.ts';
import { localDay, localDayAndHour, localDayAndTime } from '../text/local-time.ts';
import { amountText, durationText, numberText } from '../text/numbers.ts';
import { TOP_UP_URL } from '../upcoming/purchase.ts';
import type { NextRecharge } from '../upcoming/recharge.ts';
import { measuredShare } from './confidence.ts';
import { causeDetails, type SpendCauses } from './spend-causes.ts';

const MAX_REASON = 240;
/** A mail has 15 lines. */
const MAX_MEMBERS = 8;

/** What follows the headline, as label and text, in the order in which it is read. */
export interface Detail {
  readonly label:
    | 'Left'
    | 'Last seen'
    | 'Likely'
    | 'Mostly'
    | 'Refused'
    | 'Reset'
    | 'Recharge'
    | 'Why now'
    | 'Lasted'
    | 'Readings'
    | 'To fix it'
    | 'Also';
  readonly text: string;
}

export function detailsOf(alert: Alert, timeZone: string, causes: SpendCauses = {}): Detail[] {
  const { facts } = alert;
  if (facts.members !== undefined) return membersDetails(facts.members, timeZone);
  const details: Detail[] = leftDetails(alert, timeZone);
  const likely = likelyText(alert.atMs, { ...facts, state: facts.forecastState }, timeZone);
  if (likely !== undefined) details.push({ label: 'Likely', text: likely });
  details.push(...causeDetails(causes, alert.atMs, timeZone));
  if (facts.reset !== undefined && facts.balance !== undefined) {
    const text = resetText(facts.reset, facts.balance.currency, timeZone);
    details.push({ label: 'Reset', text });
  }
  if (facts.nextRecharge !== undefined && facts.balance !== undefined) {
    const text = rechargeText(facts.nextRecharge, facts.balance.currency, timeZone);
    details.push({ label: 'Recharge', text });
  }
  details.push({ label: 'Why now', text: clipped(alert.reason) });
  if (facts.notifiedAtMs !== undefined) {
    const lasted = durationText(alert.atMs - facts.notifiedAtMs);
    details.push({ label: 'Lasted', text: `${lasted} since the first message` });
  }
  if (facts.ended !== undefined)
    details.push({ label: 'Readings', text: endedText(alert, facts.ended, timeZone) });
  if (facts.purchase !== undefined)
    details.push({ label: 'To fix it', text: fixText(alert, timeZone) });
  return details;
}

/** All about the most urgent one, which is in the headline; of the next ones a line each. */
function membersDetails(members: readonly BatchMember[], timeZone: string): Detail[] {
  const [first, ...others] = members;
  if (first === undefined) return [];
  const rows = others.slice(0, MAX_MEMBERS).map(({ alert, wallet }): Detail => {
    const line = headline(alert, cleanName(wallet.name), timeZone);
    const toDo = ` ${action(alert, timeZone)}`;
    return { label: 'Also', text: line.endsWith(toDo) ? line.slice(0, -toDo.length) : line };
  });
  const more = others.length - rows.length;
  if (more > 0) rows.push({ label: 'Also', text: `${more} more: the page and status list them` });
  const ofFirst = detailsOf(first.alert, timeZone);
  // A line for each of them is worth more than the particulars of the first.
  return [...(others.length === 0 ? ofFirst : ofFirst.slice(0, 1)), ...rows];
}

function leftDetails(alert: Alert, timeZone: string): Detail[] {
  const { balance, readAtMs } = alert.facts;
  if (balance === undefined) return [];
  const text = leftText(alert);
  if (readAtMs === undefined) return [{ label: 'Left', text }];
  return [{ label: 'Last seen', text: `${localDayAndTime(readAtMs, timeZone)}: ${text}` }];
}

/** "the next 25 USD about Tue 1 Dec, at this burn 60 USD a month" */
export function rechargeText(
  { atMs, amount, perMonth }: NextRecharge,
  currency: string,
  timeZone: string,
): string {
  const when = atMs === undefined ? 'is not in sight' : `about ${localDay(atMs, timeZone)}`;
  const month = `${numberText(perMonth, currency)} ${currency} a month`;
  return `the next ${numberText(amount, currency)} ${currency} ${when}, at this burn ${month}`;
}

/** "Tue 1 Dec: tight, it may run out before 500 SQC are refilled; about 40 SQC will be lost" */
export function resetText(
  { atMs, resetTo, risk, forfeited }: NextReset,
  currency: string,
  timeZone: string,
): string {
  const refill = `${numberText(resetTo, currency)} ${currency} are refilled`;
  const said = {
    'dry-before': `runs out before ${refill}`,
    tight: `tight, it may run out before ${refill}`,
    safe: `safe until ${refill}`,
  }[risk];
  // What is less than a hundredth of a refill is nothing that somebody would use up in time.
  const isLoss = risk === 'safe' && forfeited >= resetTo / 100;
  const loss = isLoss ? `; about ${numberText(forfeited, currency)} will be lost then` : '';
  return `${localDay(atMs, timeZone)}: ${said}${loss}`;
}

function endedText(
  { atMs }: Alert,
  { kind, sinceMs }: NonNullable<Alert['facts']['ended']>,
  timeZone: string,
): string {
  const why = kind === 'key-rejected' ? ', the API key was not accepted' : '';
  return `none for ${durationText(atMs - sinceMs)} from ${localDayAndTime(sinceMs, timeZone)} on${why}`;
}

/** A vendor's words may be long, and a mail has 15 lines. */
function clipped(reason: string): string {
  const characters = [...reason];
  return characters.length <= MAX_REASON
    ? reason
    : `${characters.slice(0, MAX_REASON - 1).join('')}…`;
}

/** Only where there is something to fix. */
export function topUpUrl(alert: Alert): string | undefined {
  const needsTopUp =
    alert.facts.members?.some((member) => topUpUrl(member.alert) !== undefined) ||
    alert.facts.levelDays !== undefined ||
    KINDS[alert.kind].needsTopUp;
  return needsTopUp ? TOP_UP_URL : undefined;
}

/** "between Sun 29 Nov 03:00 and Tue 1 Dec 14:00 (8 in 10)"; undefined where both ends are one. */
export function likelyText(
  nowMs: number,
  {
    runwayDays,
    state,
    isAfterBurst,
    isFromLog,
  }: Pick<Forecast, 'runwayDays' | 'state' | 'isFromLog'> & Pick<Alert['facts'], 'isAfterBurst'>,
  timeZone: string,
): string | undefined {
  if (runwayDays === null) return undefined;
  const { p10, p90 } = runwayDays;
  const burst = isAfterBurst ? "; after today's burst, likely later" : '';
  const share = `(${measuredShare(state, isFromLog)})${burst}`;
  if (p10 > MAX_DAYS_WITH_DATE) return `for more than ${MAX_DAYS_WITH_DATE} days ${share}`;
  const [from, to] = [dateText(nowMs, p10, timeZone), dateText(nowMs, p90, timeZone)];
  if (p90 > MAX_DAYS_WITH_DATE) return `not before ${from} ${share}`;
  return from === to ? undefined : `between ${from} and ${to} ${share}`;
}

/** "Sun 29 Nov 03:00"; the day alone where an hour would claim too much. */
function dateText(nowMs: number, days: number, timeZone: string): string {
  const { day, hour } = localDayAndHour(nowMs + days * DAY_MS, timeZone);
  return days <= MAX_DAYS_WITH_HOUR ? `${day} ${hour}` : day;
}

function fixText({ atMs, facts }: Alert, timeZone: string): string {
  const { purchase } = facts;
  if (purchase === undefined) return '';
  const price = purchase.priceEuro === undefined ? '' : ` (€${purchase.priceEuro})`;
  const lasts =
    purchase.lastsUntilMs - atMs > MAX_DAYS_WITH_DATE * DAY_MS
      ? `lasts for more than ${MAX_DAYS_WITH_DATE} days`
      : `lasts until about ${localDay(purchase.lastsUntilMs, timeZone)}`;
  return `${amountText(purchase.amount)}${price} ${lasts}`;
}
