import type { RoundStore } from '../adapters/table/sweep-items.ts';
import type { WalletStore } from '../adapters/table/wallet-store.ts';
import { isPresent, type SubAccount, subWalletId } from '../core/agency/sub-account.ts';
import { type StandingSubWallet, standingSubWallet } from '../core/agency/sub-account-snapshot.ts';
import type { Policy } from '../core/state/policy.ts';

export interface StandingSource {
  readonly store: Pick<WalletStore, 'peek'>;
  readonly rounds: Pick<RoundStore, 'roster'>;
}

export interface LoadedSubWallets {
  /** Present, and lately gone. */
  readonly roster: readonly SubAccount[];
  /** Of the present ones, in the order of their numbers. */
  readonly standing: readonly StandingSubWallet[];
}

/** So many queries at once keep a table busy; more would only wait. */
const AT_ONCE = 20;

/** How an agency's sub-wallets stand: one small read each, and one for the list of them. */
export async function loadStanding(
  agency: string,
  policy: Policy,
  { store, rounds }: StandingSource,
): Promise<LoadedSubWallets> {
  const roster = await rounds.roster(agency);
  const standing = await inBatches(roster.filter(isPresent), async (account) => {
    const state = await store.peek(subWalletId(agency, account.id));
    return standingSubWallet(agency, account, state, policy);
  });
  return { roster, standing };
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
