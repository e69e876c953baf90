import { isTooEarly } from '../forecast/forecast.ts';
import type { HourlySpend } from '../forecast/hourly-spend.ts';
import { type OpenAlert, openAlertsOf } from '../kinds/open-alerts.ts';
import { toNumber } from '../ledger/amount.ts';
import { DAY_MS } from '../ledger/durations.ts';
import type { Policy } from '../state/policy.ts';
import { forecastAt } from '../state/snapshot.ts';
import type { Snapshot } from '../state/urgency.ts';
import type { WalletState } from '../state/wallet-state.ts';
import { byNumber, type SubAccount, subAccountId } from './sub-account.ts';

/** A sub-account as its last reading left it. */
export interface SubAccountSnapshot {
  /** "main/421077" */
  readonly id: string;
  readonly account: SubAccount;
  /** Absent: never read. */
  readonly snapshot?: Snapshot;
  readonly openAlerts: readonly OpenAlert[];
  /** It has spent something since it was first read. */
  readonly isUsed: boolean;
  /** On the UTC day of its last reading. */
  readonly readingsToday: number;
  /** When its last critical message left, which went by itself and not with its agency's, epoch milliseconds. */
  readonly urgentAtMs?: number;
}

export function subAccountSnapshot(
  agency: string,
  account: SubAccount,
  state: WalletState | undefined,
  policy: Policy,
): SubAccountSnapshot {
  const { series } = state ?? {};
  const urgentAtMs = state?.memory.urgent?.lastAtMs;
  return {
    id: subAccountId(agency, account.id),
    account,
    openAlerts: state === undefined ? [] : openAlertsOf(state),
    readingsToday: series?.today.readings ?? 0,
    isUsed: series !== undefined && hasSpent(series.spend),
    ...(series && {
      snapshot: {
        reading: series.lastReading,
        ...forecastAt(series, policy, series.lastReading.atMs),
      },
    }),
    urgentAtMs,
  };
}

function hasSpent({ open, usualPerHour }: HourlySpend): boolean {
  return open.spend > 0 || usualPerHour !== undefined;
}

const CLASSES = ['empty', 'dated', 'not-running-down', 'too-early', 'unread'] as const;

/** What can be said of when a wallet runs out. */
export function datingOf(snapshot: Snapshot | undefined): (typeof CLASSES)[number] {
  if (snapshot === undefined) return 'unread';
  if (snapshot.state === 'empty') return 'empty';
  if (isTooEarly(snapshot)) return 'too-early';
  return snapshot.runwayDays === null ? 'not-running-down' : 'dated';
}

/** The middle of the forecast, epoch milliseconds; 0 where it has no date. */
export function emptyAtMs(snapshot: Snapshot | undefined): number {
  if (snapshot === undefined || datingOf(snapshot) !== 'dated') return 0;
  return snapshot.reading.atMs + (snapshot.runwayDays?.p50 ?? 0) * DAY_MS;
}

/**
 * The empty ones first, then by the date in the middle of the forecast, then what is not running down, what is too
 * new to tell, and what was never read. Who has less comes first where no date decides, then who has the lower number.
 */
export function rankedByDate<T>(
  all: readonly T[],
  as: (one: T) => { readonly snapshot: Snapshot | undefined; readonly subAccount: string },
): T[] {
  const ranked = all.map((one) => ({ one, ...as(one) }));
  ranked.sort(
    (a, b) =>
      CLASSES.indexOf(datingOf(a.snapshot)) - CLASSES.indexOf(datingOf(b.snapshot)) ||
      emptyAtMs(a.snapshot) - emptyAtMs(b.snapshot) ||
      balanceOf(a.snapshot) - balanceOf(b.snapshot) ||
      byNumber(a.subAccount, b.subAccount),
  );
  return ranked.map(({ one }) => one);
}

export function rankSubAccounts(all: readonly SubAccountSnapshot[]): SubAccountSnapshot[] {
  return rankedByDate(all, ({ snapshot, account }) => ({ snapshot, subAccount: account.id }));
}

/** Sub-accounts are all counted in credits. */
function balanceOf(snapshot: Snapshot | undefined): number {
  return snapshot === undefined ? 0 : toNumber(snapshot.reading.balance);
}

/** Whoever left it empty knows; once it is used it is a wallet like all others. */
export function isFoundEmpty({ account, snapshot, isUsed }: SubAccountSnapshot): boolean {
  return account.wasEmptyAtFirst === true && !isUsed && datingOf(snapshot) === 'empty';
}
