import type { WalletStore } from '../adapters/table/wallet-store.ts';
import type { SweepState } from '../core/agency/sweep.ts';
import { digestOf, type PastReading, type Seen, type WalletDigest } from '../core/digest/digest.ts';
import type { Period } from '../core/digest/digest-period.ts';
import { LOG_DAYS } from '../core/digest/spent-on.ts';
import { type SubAccountsDigest, subAccountsDigestOf } from '../core/digest/sub-accounts-digest.ts';
import { toNumber } from '../core/ledger/amount.ts';
import { dateOf } from '../core/ledger/day-totals.ts';
import { DAY_MS, WEEK_MS } from '../core/ledger/durations.ts';
import { DAYS_OF_ANSWERS, type RecordedDay } from '../core/ledger/recorded-day.ts';
import { emptyAtOf, type Policy } from '../core/state/policy.ts';
import type { Series } from '../core/state/wallet-state.ts';
import {
  inBatches,
  loadSubAccountSnapshots,
  type SnapshotSource,
} from '../engine/load-sub-account-snapshots.ts';
import { resetsSeen } from '../engine/past-resets.ts';

export interface DigestSource extends SnapshotSource {
  readonly store: Pick<WalletStore, 'load' | 'peek' | 'readings' | 'days' | 'logDays' | 'alerts'>;
  readonly wallets: readonly DigestWallet[];
  readonly policyOf: (wallet: string) => Policy;
  readonly staleAfterMs: number;
  readonly pollMinutes: number;
}

export interface DigestWallet {
  readonly id: string;
  readonly name: string;
  /** Of an agency: which sub-accounts are watched. */
  readonly subAccounts?: 'all' | readonly string[];
}

/** A wallet's part, and how often it was polled on the days that closed in the period, or so far today. */
export interface LoadedDigest extends WalletDigest {
  readonly polls: number;
}

/** Four small queries a wallet, whatever its age, and two a sub-account. */
export async function loadDigests(period: Period, source: DigestSource): Promise<LoadedDigest[]> {
  return inBatches(source.wallets, (one) => loadOne(one, period, source));
}

async function loadOne(
  { id, name, subAccounts: watched }: DigestWallet,
  period: Period,
  source: DigestSource,
): Promise<LoadedDigest> {
  const { store, policyOf, staleAfterMs, pollMinutes } = source;
  const { fromMs, toMs } = period;
  const fromDayMs = Math.min(fromMs, toMs - DAYS_OF_ANSWERS * DAY_MS, toMs - WEEK_MS);
  const [{ state, sweep }, past, alerts, days, logDays] = await Promise.all([
    store.load(id, toMs),
    readingBefore(id, fromMs, pollMinutes, store),
    Array.fromAsync(store.alerts(id, fromMs, toMs)),
    Array.fromAsync(store.days(id, dateOf(fromDayMs), dateOf(toMs))),
    Array.fromAsync(store.logDays(id, dateOf(toMs - LOG_DAYS * DAY_MS), dateOf(toMs))),
  ]);
  const policy = policyOf(id);
  const currency = state?.series?.lastReading.balance.currency ?? '';
  const resets = await resetsSince(past, id, toMs, store);
  const seen = { alerts: alerts.length, staleAfterMs, days, logDays, resets };
  const rules = { ...policy, emptyAt: emptyAtOf(policy, currency) };
  const subAccounts =
    watched === undefined ? undefined : await loadSubAccounts(id, sweep, period, source);
  return {
    ...digestOf({ id, name }, state?.series, past, seen, period, rules),
    polls: countReadings(days, period) || readingsToday(state?.series, period),
    ...(subAccounts && { subAccounts }),
  };
}

async function loadSubAccounts(
  agency: string,
  sweep: SweepState | undefined,
  period: Period,
  source: DigestSource,
): Promise<SubAccountsDigest> {
  const { store, policyOf, staleAfterMs } = source;
  const policy = policyOf(agency);
  const { inventory, snapshot } = await loadSubAccountSnapshots(agency, policy, source);
  const [from, to] = [dateOf(period.fromMs), dateOf(period.toMs)];
  const readings = await inBatches(snapshot, async ({ id, readingsToday }) => {
    const closed = countReadings(await Array.fromAsync(store.days(id, from, to)), period);
    return closed > 0 ? closed : readingsToday;
  });
  const seen = { inventory, snapshot, sweep, staleAfterMs, levelsDays: policy.levelsDays };
  const count = readings.reduce((sum, one) => sum + one, 0);
  return subAccountsDigestOf({ ...seen, readings: count }, period);
}

function countReadings(days: readonly RecordedDay[], { fromMs }: Period): number {
  return days
    .filter(({ date }) => date >= dateOf(fromMs))
    .reduce((sum, { readings }) => sum + readings, 0);
}

/** Where no day has closed in the period yet, the day that is still open counts. */
function readingsToday(series: Series | undefined, { fromMs }: Period): number {
  const today = series?.today;
  return today !== undefined && today.date >= dateOf(fromMs) ? today.readings : 0;
}

/** What the plan has refilled since a reading; once a month there is something to read. */
async function resetsSince(
  past: LoadedPast | undefined,
  wallet: string,
  toMs: number,
  store: Pick<WalletStore, 'readings'>,
): Promise<NonNullable<Seen['resets']>> {
  if (past?.monthlyResetAtMs === undefined || past.monthlyResetAtMs > toMs) return [];
  return resetsSeen(await Array.fromAsync(store.readings(wallet, past.atMs, toMs)));
}

interface LoadedPast extends PastReading {
  readonly monthlyResetAtMs?: number;
}

/** The last reading before a moment, if it is not much older. */
async function readingBefore(
  wallet: string,
  atMs: number,
  pollMinutes: number,
  store: Pick<WalletStore, 'readings'>,
): Promise<LoadedPast | undefined> {
  let last: LoadedPast | undefined;
  const fromMs = atMs - 2 * pollMinutes * 60_000;
  for await (const { reading, runwayDays } of store.readings(wallet, fromMs, atMs + 1)) {
    const { balance } = reading;
    last = {
      atMs: reading.atMs,
      balance: toNumber(balance),
      currency: balance.currency,
      runwayDays,
      monthlyResetAtMs: reading.monthlyResetAtMs,
    };
  }
  return last;
}
