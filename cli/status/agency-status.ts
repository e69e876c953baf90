import { toNumber } from '../../functions/core/amount.ts';
import { byNumber } from '../../functions/core/sub-wallet.ts';
import { type SubWallet, subWalletsOf } from '../sub-wallets/sub-wallets-of.ts';
import type { WalletAccess } from '../wallet-access.ts';
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
const DAY_MS = 86_400_000;

/** How each sub-account that is listed stands: one query each. */
export async function agencyStatusOf(
  access: Pick<WalletAccess, 'store' | 'rounds'>,
  agency: string,
  nowMs: number,
): Promise<AgencyStatus> {
  const wallets = await subWalletsOf(access, agency);
  const found: SubWalletStatus[] = [];
  for (let at = 0; at < wallets.length; at += AT_ONCE) {
    const some = wallets.slice(at, at + AT_ONCE).map(async (wallet) => {
      const { state: _, ...standing } = await standingOf(access.store, wallet, nowMs);
      // The vendor tells no plan, bill or recharge of a sub-account.
      return { ...standing, wallet, outlook: {} };
    });
    found.push(...(await Promise.all(some)));
  }
  const { round } = await access.rounds.load(agency);
  const fault = round?.fault;
  return {
    subWallets: rankedByDate(found),
    ...(fault !== undefined && { fault: { message: fault, sinceMs: round?.answeredAtMs ?? 0 } }),
  };
}

/**
 * The empty ones first, then by the date in the middle of the forecast, then what is not running down, what is too
 * new to tell, and what was never read. Who has less comes first where no date decides, then who has the lower number.
 */
export function rankedByDate<T extends Pick<SubWalletStatus, 'wallet' | 'last'>>(
  statuses: readonly T[],
): T[] {
  return statuses.toSorted(
    (a, b) =>
      CLASSES.indexOf(classOf(a.last)) - CLASSES.indexOf(classOf(b.last)) ||
      dryAtMs(a.last) - dryAtMs(b.last) ||
      balanceOf(a.last) - balanceOf(b.last) ||
      byNumber(a.wallet.subAccount, b.wallet.subAccount),
  );
}

const CLASSES = ['empty', 'dated', 'not-running-down', 'too-early', 'unread'] as const;

/** What can be said of when a wallet runs dry. */
export function classOf(last: WalletStatus['last']): (typeof CLASSES)[number] {
  if (last === undefined) return 'unread';
  if (last.state === 'empty') return 'empty';
  if (last.runwayDays === null) return 'not-running-down';
  return last.state === 'learning' && !(last.burnPerDay > 0) ? 'too-early' : 'dated';
}

/** Epoch milliseconds; 0 where it has no date. */
function dryAtMs(last: WalletStatus['last']): number {
  if (last === undefined || classOf(last) !== 'dated') return 0;
  return last.reading.atMs + (last.runwayDays?.p50 ?? 0) * DAY_MS;
}

/** Sub-accounts are all counted in credits. */
function balanceOf(last: WalletStatus['last']): number {
  return last === undefined ? 0 : toNumber(last.reading.balance);
}
