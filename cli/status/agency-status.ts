import { rankedByDate } from '../../functions/core/agency/sub-account-snapshot.ts';
import type { NamedSubAccount, WalletAccess } from '../opened-history.ts';
import { subAccountsOf } from '../sub-accounts/sub-accounts-of.ts';
import { snapshotOf, type WalletStatus } from './wallet-status.ts';

export interface SubAccountStatus extends WalletStatus {
  readonly wallet: NamedSubAccount;
}

/** An agency's sub-accounts. */
export interface AgencyStatus {
  /** Who runs out first comes first. */
  readonly subAccounts: readonly SubAccountStatus[];
  /** Why they are not being read, and since when; absent while the vendor answers. */
  readonly fault?: { readonly message: string; readonly sinceMs: number };
}

/** So many queries at once keep a table busy; more would only wait. */
const AT_ONCE = 20;

/** How each sub-account that is listed stands: two queries each. */
export async function agencyStatusOf(
  access: Pick<WalletAccess, 'store' | 'snoozes' | 'sweeps'>,
  agency: string,
  nowMs: number,
): Promise<AgencyStatus> {
  const wallets = await subAccountsOf(access, agency);
  const { pause } = await access.store.load(agency, nowMs);
  const found: SubAccountStatus[] = [];
  for (let at = 0; at < wallets.length; at += AT_ONCE) {
    const some = wallets.slice(at, at + AT_ONCE).map(async (wallet) => {
      const { state: _, ...snapshot } = await snapshotOf(access, wallet, nowMs, pause);
      // The vendor tells no plan, bill or recharge of a sub-account.
      return { ...snapshot, wallet, outlook: {} };
    });
    found.push(...(await Promise.all(some)));
  }
  const { sweep } = await access.sweeps.load(agency);
  const fault = sweep?.fault;
  return {
    subAccounts: rankedByDate(found, asSnapshot),
    ...(fault !== undefined && { fault: { message: fault, sinceMs: sweep?.answeredAtMs ?? 0 } }),
  };
}

/** For the one order that status, digest and page share. */
export function asSnapshot({ last, wallet }: Pick<SubAccountStatus, 'wallet' | 'last'>) {
  return { snapshot: last, subAccount: wallet.subAccount };
}
