import { isPresent, type SubAccount } from '../agency/sub-account.ts';
import {
  isFoundEmpty,
  rankSubAccounts,
  type SubAccountSnapshot,
} from '../agency/sub-account-snapshot.ts';
import type { SweepState } from '../agency/sweep.ts';
import { MINUTE_MS } from '../ledger/durations.ts';
import { isTrouble } from '../state/urgency.ts';
import type { Period } from './digest-period.ts';

/** An agency's sub-accounts in a digest. */
export interface SubAccountsDigest {
  /** All that are watched; who runs out first comes first, the empty ones before. */
  readonly all: readonly SubAccountSnapshot[];
  /** Those of them that need a look, in the same order. */
  readonly attention: readonly SubAccountSnapshot[];
  /** Found empty when they were first seen, and not used since: told once, and no trouble. */
  readonly foundEmpty: readonly SubAccountSnapshot[];
  /** Not read for long, or listed long ago and never read. */
  readonly unread: readonly SubAccountSnapshot[];
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

export interface SubAccountsSeen {
  readonly inventory: readonly SubAccount[];
  /** Of those of the inventory that are present. */
  readonly snapshot: readonly SubAccountSnapshot[];
  readonly sweep?: SweepState;
  readonly readings: number;
  readonly staleAfterMs: number;
  readonly levelsDays: readonly number[];
}

export function subAccountsDigestOf(seen: SubAccountsSeen, period: Period): SubAccountsDigest {
  const { inventory, snapshot, sweep, readings, staleAfterMs, levelsDays } = seen;
  const { fromMs, toMs } = period;
  const all = rankSubAccounts(snapshot);
  const foundEmpty = all.filter(isFoundEmpty);
  const isUnread = (one: SubAccountSnapshot) =>
    toMs - (one.snapshot?.reading.atMs ?? one.account.sinceMs) > staleAfterMs;
  const unread = all.filter(isUnread);
  const added = inventory.filter((one) => isPresent(one) && isIn(one.sinceMs, period));
  const sinceMs = Math.min(...inventory.map((one) => one.sinceMs));
  const isStalled = sweep?.fault !== undefined && toMs - sweep.answeredAtMs > staleAfterMs;
  return {
    all,
    attention: all.filter((one) => isUnread(one) || (isDue(one, levelsDays) && !isFoundEmpty(one))),
    foundEmpty,
    unread,
    added,
    removed: inventory.filter((one) => isIn(one.removedAtMs, period)),
    addedEmpty: added.filter((one) => one.wasEmptyAtFirst),
    ...(added.length > 0 && sinceMs >= fromMs && { firstSinceMs: sinceMs }),
    ...(isStalled && { fault: { message: sweep.fault, sinceMs: sweep.answeredAtMs } }),
    // Once a minute since the first list.
    runs:
      inventory.length === 0
        ? 0
        : Math.round((toMs - Math.max(fromMs, Math.min(sinceMs, toMs))) / MINUTE_MS),
    readings,
    alerts: all.filter((one) => isIn(one.urgentAtMs, period)).length,
  };
}

/** A level of days left is reached, or trouble that was notified still stands; a low balance alone is how many live. */
function isDue(
  { snapshot, openAlerts }: SubAccountSnapshot,
  levelsDays: readonly number[],
): boolean {
  if (openAlerts.some(({ kind }) => kind !== 'floor')) return true;
  return snapshot !== undefined && isTrouble(snapshot, levelsDays);
}

function isIn(atMs: number | undefined, { fromMs, toMs }: Period): boolean {
  return atMs !== undefined && fromMs <= atMs && atMs < toMs;
}
