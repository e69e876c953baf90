import type { RecordedReading } from '../adapters/table/history-items.ts';
import type { WalletStore } from '../adapters/table/wallet-store.ts';
import type { Policy } from '../core/state/policy.ts';
import { forecastAt } from '../core/state/snapshot.ts';
import { urgency } from '../core/state/urgency.ts';
import type { Series } from '../core/state/wallet-state.ts';

/** A wallet as it stands, from its state alone: one query each. */
export interface WalletToRank {
  readonly id: string;
  readonly name: string;
  /** undefined: never read. */
  readonly latest: RecordedReading | undefined;
}

/** Worst first: the empty ones, then by days left, then those that are not running down, then those never read. */
export async function rankWallets(
  wallets: readonly { readonly id: string; readonly name: string }[],
  policyOf: (wallet: string) => Policy,
  nowMs: number,
  store: Pick<WalletStore, 'load'>,
): Promise<WalletToRank[]> {
  const snapshot = await Promise.all(
    wallets.map(async ({ id, name }) => {
      const { state } = await store.load(id, nowMs);
      return { id, name, latest: state?.series && latestOf(state.series, policyOf(id)) };
    }),
  );
  return snapshot.toSorted(
    (a, b) => urgency(a.latest) - urgency(b.latest) || (a.id < b.id ? -1 : 1),
  );
}

function latestOf(series: Series, policy: Policy): RecordedReading {
  const { lastReading } = series;
  return { reading: lastReading, ...forecastAt(series, policy, lastReading.atMs) };
}
