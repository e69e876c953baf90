import { isPresent, type SubAccount } from '../agency/sub-account.ts';
import {
  isFoundEmpty,
  rankSubWallets,
  type StandingSubWallet,
} from '../agency/sub-account-snapshot.ts';
import type { Round } from '../agency/sweep.ts';
import { MINUTE_MS } from '../ledger/durations.ts';
import { isTrouble } from '../state/outlook.ts';
import type { Period } from './digest-period.ts';

/** An agency's sub-wallets in a digest. */
export interface SubWalletsDigest {
  /** All that are watched; who runs dry first comes first, the empty ones before. */
  readonly all: readonly StandingSubWallet[];
  /** Those of them that need a look, in the same order. */
  readonly looks: readonly StandingSubWallet[];
  /** Found empty when they were first seen, and not used since: told once, and no trouble. */
  readonly foundEmpty: readonly StandingSubWallet[];
  /** Not read for long, or listed long ago and never read. */
  readonly unread: readonly StandingSubWallet[];
  /** First listed in the period. */
  readonly added: readonly SubAccount[];
  /** Not listed any more since some time of the period. */
  readonly removed: readonly SubAccount[];
  /** First listed in the period, and empty then. */
  readonly addedEmpty: readonly SubAccount[];
  /** Absent: some were watched before the period. Otherwise since when, epoch milliseconds. */
  readonly firstSinceMs?: number;
  /** Why none is being read, and since when; absent while the vendor answers. */
  readonly fault?: { readonly message: string; readonly sinceMs: number };
  /** Runs of the function that reads them, in the period. */
  readonly runs: number;
  readonly readings: number;
  /** Messages that left by themselves; those of the agency are among its own. */
  readonly alerts: number;
}

export interface SubWalletsSeen {
  readonly roster: readonly SubAccount[];
  /** Of those of the roster that are present. */
  readonly standing: readonly StandingSubWallet[];
  readonly round?: Round;
  readonly readings: number;
  readonly staleAfterMs: number;
  readonly levelsDays: readonly number[];
}

export function subWalletsDigestOf(seen: SubWalletsSeen, period: Period): SubWalletsDigest {
  const { roster, standing, round, readings, staleAfterMs, levelsDays } = seen;
  const { fromMs, toMs } = period;
  const all = rankSubWallets(standing);
  const foundEmpty = all.filter(isFoundEmpty);
  const isUnread = (one: StandingSubWallet) =>
    toMs - (one.standing?.reading.atMs ?? one.account.sinceMs) > staleAfterMs;
  const unread = all.filter(isUnread);
  const added = roster.filter((one) => isPresent(one) && isIn(one.sinceMs, period));
  const sinceMs = Math.min(...roster.map((one) => one.sinceMs));
  const isStalled = round?.fault !== undefined && toMs - round.answeredAtMs > staleAfterMs;
  return {
    all,
    looks: all.filter((one) => isUnread(one) || (isDue(one, levelsDays) && !isFoundEmpty(one))),
    foundEmpty,
    unread,
    added,
    removed: roster.filter((one) => isIn(one.removedAtMs, period)),
    addedEmpty: added.filter((one) => one.wasEmptyAtFirst),
    ...(added.length > 0 && sinceMs >= fromMs && { firstSinceMs: sinceMs }),
    ...(isStalled && { fault: { message: round.fault, sinceMs: round.answeredAtMs } }),
    // Once a minute since the first list.
    runs:
      roster.length === 0
        ? 0
        : Math.round((toMs - Math.max(fromMs, Math.min(sinceMs, toMs))) / MINUTE_MS),
    readings,
    alerts: all.filter((one) => isIn(one.urgentAtMs, period)).length,
  };
}

/** A level of days left is reached, or trouble that was told still stands; a low balance alone is how many live. */
function isDue(
  { standing, openAlerts }: StandingSubWallet,
  levelsDays: readonly number[],
): boolean {
  if (openAlerts.some(({ kind }) => kind !== 'floor')) return true;
  return standing !== undefined && isTrouble(standing, levelsDays);
}

function isIn(atMs: number | undefined, { fromMs, toMs }: Period): boolean {
  return atMs !== undefined && fromMs <= atMs && atMs < toMs;
}
