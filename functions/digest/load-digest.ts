import type { WalletStore } from '../adapters/wallet-store.ts';
import { toNumber } from '../core/amount.ts';
import { LOOK_BACK_DAYS } from '../core/day-look.ts';
import { dateOf } from '../core/day-totals.ts';
import { digestOf, type PastReading, type Period, type WalletDigest } from '../core/digest.ts';
import { emptyAtOf, type Policy } from '../core/policy.ts';

export interface DigestSource {
  readonly store: Pick<WalletStore, 'load' | 'readings' | 'days' | 'alerts'>;
  readonly wallets: readonly { readonly id: string; readonly name: string }[];
  readonly policyOf: (wallet: string) => Policy;
  readonly staleAfterMs: number;
  readonly pollMinutes: number;
}

/** A wallet's part, and how often it was polled on the days that closed in the period. */
export interface LoadedDigest extends WalletDigest {
  readonly polls: number;
}

const DAY_MS = 86_400_000;
/** So many wallets are read at once. */
const AT_ONCE = 20;

/** Four small queries a wallet, whatever its age. */
export async function loadDigests(period: Period, source: DigestSource): Promise<LoadedDigest[]> {
  const loaded: LoadedDigest[] = [];
  for (let at = 0; at < source.wallets.length; at += AT_ONCE) {
    const some = source.wallets.slice(at, at + AT_ONCE);
    loaded.push(...(await Promise.all(some.map((one) => loadOne(one, period, source)))));
  }
  return loaded;
}

async function loadOne(
  wallet: { readonly id: string; readonly name: string },
  period: Period,
  { store, policyOf, staleAfterMs, pollMinutes }: DigestSource,
): Promise<LoadedDigest> {
  const { id } = wallet;
  const { fromMs, toMs } = period;
  const [{ state }, past, alerts, days] = await Promise.all([
    store.load(id, toMs),
    readingBefore(id, fromMs, pollMinutes, store),
    Array.fromAsync(store.alerts(id, fromMs, toMs)),
    Array.fromAsync(store.days(id, dateOf(toMs - LOOK_BACK_DAYS * DAY_MS), dateOf(toMs))),
  ]);
  const policy = policyOf(id);
  const currency = state?.series?.lastReading.balance.currency ?? '';
  const seen = { alerts: alerts.length, staleAfterMs, days };
  const named = { id, name: wallet.name };
  const rules = { ...policy, emptyAt: emptyAtOf(policy, currency) };
  return {
    ...digestOf(named, state?.series, past, seen, period, rules),
    polls: days
      .filter(({ date }) => date >= dateOf(fromMs))
      .reduce((sum, { readings }) => sum + readings, 0),
  };
}

/** The last reading before a moment, if it is not much older. */
async function readingBefore(
  wallet: string,
  atMs: number,
  pollMinutes: number,
  store: Pick<WalletStore, 'readings'>,
): Promise<PastReading | undefined> {
  let last: PastReading | undefined;
  const fromMs = atMs - 2 * pollMinutes * 60_000;
  for await (const { reading, runwayDays } of store.readings(wallet, fromMs, atMs + 1)) {
    const { balance } = reading;
    last = {
      atMs: reading.atMs,
      balance: toNumber(balance),
      currency: balance.currency,
      runwayDays,
    };
  }
  return last;
}
