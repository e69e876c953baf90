import type { SweepStore } from '../adapters/table/sweep-items.ts';
import type { WalletStore } from '../adapters/table/wallet-store.ts';
import { isPresent, type SubAccount, subAccountId } from '../core/agency/sub-account.ts';
import {
  type SubAccountSnapshot,
  subAccountSnapshot,
} from '../core/agency/sub-account-snapshot.ts';
import type { Policy } from '../core/state/policy.ts';

export interface SnapshotSource {
  readonly store: Pick<WalletStore, 'peek'>;
  readonly sweeps: Pick<SweepStore, 'inventory'>;
}

export interface LoadedSubAccounts {
  /** Present, and lately gone. */
  readonly inventory: readonly SubAccount[];
  /** Of the present ones, in the order of their numbers. */
  readonly snapshot: readonly SubAccountSnapshot[];
}

/** So many queries at once keep a table busy; more would only wait. */
const AT_ONCE = 20;

/** How an agency's sub-accounts stand: one small read each, and one for the list of them. */
export async function loadSubAccountSnapshots(
  agency: string,
  policy: Policy,
  { store, sweeps }: SnapshotSource,
): Promise<LoadedSubAccounts> {
  const inventory = await sweeps.inventory(agency);
  const snapshot = await inBatches(inventory.filter(isPresent), async (account) => {
    const state = await store.peek(subAccountId(agency, account.id));
    return subAccountSnapshot(agency, account, state, policy);
  });
  return { inventory, snapshot };
}

/** Twenty at a time, in order. */
export async function inBatches<T, R>(
  all: readonly T[],
  work: (one: T) => Promise<R>,
): Promise<R[]> {
  const done: R[] = [];
  for (let at = 0; at < all.length; at += AT_ONCE) {
    done.push(...(await Promise.all(all.slice(at, at + AT_ONCE).map(work))));
  }
  return done;
}
