import type { WalletDigest } from '../digest/digest.ts';
import type { Period } from '../digest/digest-period.ts';
import { burnText, MAX_DAYS_WITH_DATE } from '../kinds/phrases.ts';
import { DAY_MS } from '../ledger/durations.ts';
import { localDay, localDayAndHour, localDayAndTime } from '../text/local-time.ts';
import { amountText, durationText, numberText } from '../text/numbers.ts';
import { likelyText, rechargeText, resetText } from './details.ts';
import { spentOnLines } from './digest-spent-on.ts';
import { runwayText } from './runway-text.ts';
import { WEBHOOK_PAUSED_TEXT } from './webhook.ts';

export interface DigestLine {
  readonly label:
    | 'Left'
    | 'Likely'
    | 'Reset'
    | 'Recharge'
    | 'Spent'
    | 'Spent on'
    | 'Grew'
    | 'Log'
    | 'Came in'
    | 'Refilled'
    | 'Forecast'
    | 'Alerts'
    | 'Look'
    | 'Accounts'
    | 'Dry first'
    | 'New'
    | 'Removed'
    | 'Found empty'
    | 'Not read';
  readonly text: string;
  /** Each on a line of its own. @default none */
  readonly more?: readonly string[];
}

/** One wallet in a few lines, in the order in which they are read. */
export function walletLines(one: WalletDigest, period: Period, timeZone: string): DigestLine[] {
  const { snapshot, isStale, spent, toppedUp, past, alerts } = one;
  if (snapshot === undefined) {
    return [{ label: 'Look', text: 'no reading yet: store its API key with setup' }];
  }
  const { reading, burnPerDay, state } = snapshot;
  const { currency } = reading.balance;
  const lines: DigestLine[] = one.isWebhookPaused
    ? [{ label: 'Look', text: WEBHOOK_PAUSED_TEXT }]
    : [];
  if (isStale) {
    const since = localDayAndTime(reading.atMs, timeZone);
    lines.push({
      label: 'Look',
      text: `no reading since ${since}: what follows is what was known then`,
    });
  }
  lines.push({
    label: 'Left',
    text: `${amountText(reading.balance)}, ${burnText(burnPerDay, state, currency)}`,
  });
  const likely = likelyText(reading.atMs, snapshot, timeZone);
  if (likely !== undefined) lines.push({ label: 'Likely', text: likely });
  lines.push(...aheadLines(one, timeZone));
  if (spent !== undefined) lines.push({ label: 'Spent', text: spentText(one, period) });
  if (one.spentOn !== undefined) lines.push(...spentOnLines(one.spentOn));
  if (toppedUp !== undefined) {
    lines.push({ label: 'Came in', text: `about ${numberText(toppedUp, currency)} ${currency}` });
  }
  if (one.resetGain !== undefined) {
    const text = `${numberText(one.resetGain, currency)} ${currency} by the plan`;
    lines.push({ label: 'Refilled', text });
  }
  if (past !== undefined) {
    const text = pastText(past, one, timeZone);
    if (text !== undefined) lines.push({ label: 'Forecast', text });
  }
  if (alerts > 0) {
    lines.push({ label: 'Alerts', text: `${alerts} in the last ${lengthText(period)}` });
  }
  return lines;
}

function aheadLines({ snapshot, nextRecharge }: WalletDigest, timeZone: string): DigestLine[] {
  const currency = snapshot?.reading.balance.currency ?? '';
  const reset = snapshot?.reset;
  return [
    ...(reset ? [{ label: 'Reset' as const, text: resetText(reset, currency, timeZone) }] : []),
    ...(nextRecharge
      ? [{ label: 'Recharge' as const, text: rechargeText(nextRecharge, currency, timeZone) }]
      : []),
  ];
}

export function lengthText({ fromMs, toMs }: Period): string {
  return toMs - fromMs > DAY_MS ? 'seven days' : '24 hours';
}

/** "69 SQC in the last 24 hours, 28 % less than in those before" */
function spentText({ snapshot, spent = 0, spentBefore }: WalletDigest, period: Period): string {
  const currency = snapshot?.reading.balance.currency ?? '';
  const text = `${numberText(spent, currency)} ${currency} in the last ${lengthText(period)}`;
  if (spentBefore === undefined) return text;
  const before = numberText(spentBefore, currency);
  if (spentBefore <= 0) return spent > 0 ? `${text}, after nothing before` : text;
  const change = Math.round((100 * (spent - spentBefore)) / spentBefore);
  if (Math.abs(change) < 5) return `${text}, as before (${before})`;
  // "4,300 % more" is no news that anybody can picture.
  if (change > 300)
    return `${text}, ${(spent / spentBefore).toFixed(0)} times as much as before (${before})`;
  return `${text}, ${Math.abs(change)} % ${change > 0 ? 'more' : 'less'} than before (${before})`;
}

const PLACE = {
  earlier: 'earlier than its range',
  'as-expected': 'within its range',
  later: 'later than its range',
} as const;

/** What the forecast at the beginning of the period has come to. */
function pastText(
  { atMs, runwayDays, score }: NonNullable<WalletDigest['past']>,
  { snapshot, toppedUp }: WalletDigest,
  timeZone: string,
): string | undefined {
  const saidMs = atMs + runwayDays.p50 * DAY_MS;
  const said = `${dateText(atMs, timeZone)} said dry ${dateText(saidMs, timeZone)}`;
  if (score.kind === 'used-up') {
    return `${said}; that balance was spent ${dateText(score.atMs, timeZone)}, ${PLACE[score.place]}`;
  }
  const now = snapshot?.runwayDays;
  if (score.kind === 'unknown' || now == null || snapshot === undefined) return undefined;
  if (runwayDays.p50 > MAX_DAYS_WITH_DATE || toppedUp !== undefined) return undefined;
  const nowMs = snapshot.reading.atMs + now.p50 * DAY_MS;
  const moved = nowMs - saidMs;
  if (Math.abs(moved) < DAY_MS / 4) return `${said}, and still does`;
  return `${said}; now it is ${durationText(Math.abs(moved))} ${moved > 0 ? 'later' : 'earlier'}`;
}

function dateText(atMs: number, timeZone: string): string {
  const { day, hour } = localDayAndHour(atMs, timeZone);
  return `${day} ${hour}`;
}

/** "main: runs out Mon 30 Nov, about 06:00" */
export function walletHeadline(
  { wallet, snapshot, isStale, nextRecharge, isWebhookPaused, subAccounts }: WalletDigest,
  name: string,
  timeZone: string,
): string {
  if (snapshot === undefined) return `${name || wallet.id}: no reading yet`;
  if (isStale)
    return `${name}: no reading since ${localDayAndTime(snapshot.reading.atMs, timeZone)}`;
  const said =
    nextRecharge?.atMs === undefined || snapshot.state === 'empty'
      ? runwayText(snapshot, timeZone)
      : `Recharges itself about ${localDay(nextRecharge.atMs, timeZone)}`;
  const also = [
    ...(isWebhookPaused ? ['; its webhook is paused'] : []),
    ...(subAccounts?.fault ? ['; its sub-accounts are not being read'] : []),
  ];
  return `${name}: ${said.charAt(0).toLowerCase()}${said.slice(1)}${also.join('')}`;
}
