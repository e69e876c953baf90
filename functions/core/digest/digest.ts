import type { LogDay } from '../attribution/log-day.ts';
import type { Forecast, RunwayDays } from '../forecast/forecast.ts';
import type { HourlySpend } from '../forecast/hourly-spend.ts';
import { type PastForecast, type Scorecard, scorecardOf } from '../forecast/scorecard.ts';
import { toNumber } from '../ledger/amount.ts';
import { HOUR_MS } from '../ledger/durations.ts';
import { lastDailyAnswer, type RecordedDay } from '../ledger/recorded-day.ts';
import type { Policy } from '../state/policy.ts';
import { forecastAt, nextRechargeOf } from '../state/snapshot.ts';
import type { Snapshot } from '../state/urgency.ts';
import type { Series } from '../state/wallet-state.ts';
import type { NextRecharge } from '../upcoming/recharge.ts';
import type { Period } from './digest-period.ts';
import { type SpentOn, spentOnOf } from './spent-on.ts';
import type { SubAccountsDigest } from './sub-accounts-digest.ts';

/** What was said at the beginning of the period. */
export interface PastReading {
  readonly atMs: number;
  readonly balance: number;
  readonly currency: string;
  readonly runwayDays: RunwayDays | null;
}

/** One wallet's part of a digest. Amounts are in its own currency. */
export interface WalletDigest {
  readonly wallet: { readonly id: string; readonly name: string };
  /** Absent: never read. */
  readonly snapshot?: Snapshot & Pick<Forecast, 'reset'>;
  /** The last reading is too old to be news. */
  readonly isStale: boolean;
  readonly spent?: number;
  /** In the period before; absent where less than nine tenths of it are known. */
  readonly spentBefore?: number;
  /** About what came in: the balance rose by more than can be explained otherwise. */
  readonly toppedUp?: number;
  readonly past?: PastReading & { readonly runwayDays: RunwayDays; readonly score: Scorecard };
  /** Where an auto-recharge is relied on. */
  readonly nextRecharge?: NextRecharge;
  /** The vendor no longer sends this wallet's events. */
  readonly isWebhookPaused?: true;
  /** Alerts in the period. */
  readonly alerts: number;
  /** What the plan has resetGain in the period: neither spent nor bought. */
  readonly resetGain?: number;
  /** What it was spent on, where the request log is read. */
  readonly spentOn?: SpentOn;
  /** Of an agency whose sub-accounts are watched. */
  readonly subAccounts?: SubAccountsDigest;
}

const MIN_KNOWN_SHARE = 0.9;
/** A smaller rise than this share of a day's burn is a refund, or an hour that was half known. */
const MIN_TOP_UP_DAYS = 0.5;

/** What the table holds beside the state. */
export interface Seen {
  readonly alerts: number;
  readonly staleAfterMs: number;
  /** Closed days up to the period's end, oldest first. @default none */
  readonly days?: readonly RecordedDay[];
  /** What the request log says of the days up to the period's end, oldest first. @default it is not read */
  readonly logDays?: readonly LogDay[];
  /** Of the plan, since the reading with which the period began. @default none */
  readonly resets?: NonNullable<PastForecast['resets']>;
}

/** A wallet's part, from its state and the one reading with which the period began. */
export function digestOf(
  wallet: WalletDigest['wallet'],
  series: Series | undefined,
  past: PastReading | undefined,
  seen: Seen,
  period: Period,
  policy: Policy & { readonly emptyAt: number },
): WalletDigest {
  const { alerts, staleAfterMs, days = [], logDays = [], resets = [] } = seen;
  if (series === undefined) return { wallet, isStale: false, alerts };
  const { lastReading, spend } = series;
  const { fromMs, toMs } = period;
  const snapshot = { reading: lastReading, ...forecastAt(series, policy, lastReading.atMs) };
  const spent = spendBetween(spend, fromMs, toMs);
  const spentBefore = spendBetween(spend, fromMs - (toMs - fromMs), fromMs);
  const isSame = past?.currency === lastReading.balance.currency;
  const resetGain = resets.reduce((sum, { gain }) => sum + gain, 0);
  const rise =
    past && isSame && spent !== undefined
      ? toNumber(lastReading.balance) - past.balance + spent - resetGain
      : 0;
  const toppedUp = rise >= Math.max(MIN_TOP_UP_DAYS * snapshot.burnPerDay, 1e-9) ? rise : undefined;
  const nextRecharge = nextRechargeOf(series, policy, lastReading.atMs);
  const isWebhookPaused = lastDailyAnswer(days, toMs)?.isWebhookPaused;
  const said =
    past && isSame && past.runwayDays ? { ...past, runwayDays: past.runwayDays } : undefined;
  return {
    wallet,
    snapshot,
    isStale: toMs - lastReading.atMs > staleAfterMs,
    alerts,
    spent,
    spentBefore,
    toppedUp,
    ...(resetGain > 0 && { resetGain }),
    nextRecharge,
    isWebhookPaused: isWebhookPaused || undefined,
    spentOn: spentOnOf(series, logDays, days, period),
    ...(said && {
      past: { ...said, score: scorecardOf({ ...said, emptyAt: policy.emptyAt, resets }, spend) },
    }),
  };
}

/** Spend of the clock hours between two times; unknown ones count as the mean of the known. undefined: too little is known. */
export function spendBetween(
  { closed, open, lastAtMs }: HourlySpend,
  fromMs: number,
  toMs: number,
): number | undefined {
  const openMs = Math.floor(lastAtMs / HOUR_MS) * HOUR_MS;
  const hourAt = (atMs: number) => closed.length + Math.round((atMs - openMs) / HOUR_MS);
  const hours = Math.round((toMs - fromMs) / HOUR_MS);
  const last = hourAt(toMs);
  let sum = 0;
  let known = 0;
  for (let hour = last - hours; hour < last; hour++) {
    const spend = hour === closed.length ? open.spend : closed[hour];
    if (spend === undefined || Number.isNaN(spend)) continue;
    sum += spend;
    known += 1;
  }
  return known >= MIN_KNOWN_SHARE * hours ? (sum * hours) / known : undefined;
}
