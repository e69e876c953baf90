import { rankedByDate } from '../../functions/core/agency/sub-account-snapshot.ts';
import type { WalletAccess } from '../opened-history.ts';
import type { SubWallet } from '../sub-accounts/sub-account.ts';
import { subWalletsOf } from '../sub-accounts/sub-accounts-of.ts';
import { standingOf, type WalletStatus } from './wallet-status.ts';

export interface SubWalletStatus extends WalletStatus {
  readonly wallet: SubWallet;
}

/** An agency's sub-wallets. */
export interface AgencyStatus {
  /** Who runs dry first comes first. */
  readonly subWallets: readonly SubWalletStatus[];
  /** Why they are not being read, and since when; absent while the vendor answers. */
  readonly fault?: { readonly message: string; readonly sinceMs: number };
}

/** So many queries at once keep a table busy; more would only wait. */
const AT_ONCE = 20;

/** How each sub-account that is listed stands: two queries each. */
export async function agencyStatusOf(
  access: Pick<WalletAccess, 'store' | 'snoozes' | 'rounds'>,
  agency: string,
  nowMs: number,
): Promise<AgencyStatus> {
  const wallets = await subWalletsOf(access, agency);
  const { pause } = await access.store.load(agency, nowMs);
  const found: SubWalletStatus[] = [];
  for (let at = 0; at < wallets.length; at += AT_ONCE) {
    const some = wallets.slice(at, at + AT_ONCE).map(async (wallet) => {
      const { state: _, ...standing } = await standingOf(access, wallet, nowMs, pause);
      // The vendor tells no plan, bill or recharge of a sub-account.
      return { ...standing, wallet, outlook: {} };
    });
    found.push(...(await Promise.all(some)));
  }
  const { round } = await access.rounds.load(agency);
  const fault = round?.fault;
  return {
    subWallets: rankedByDate(found, asStanding),
    ...(fault !== undefined && { fault: { message: fault, sinceMs: round?.answeredAtMs ?? 0 } }),
  };
}

/** For the one order that status, digest and page share. */
export function asStanding({ last, wallet }: Pick<SubWalletStatus, 'wallet' | 'last'>) {
  return { standing: last, subAccount: wallet.subAccount };
}
