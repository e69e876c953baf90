import type { SubAccount } from '../agency/sub-account.ts';
import type { SubAccountSnapshot } from '../agency/sub-account-snapshot.ts';
import type { SubAccountsDigest } from '../digest/sub-accounts-digest.ts';
import { cleanName } from '../text/clean-name.ts';
import { MAX_LISTED } from './digest-sub-accounts.ts';
import { countEmpty, countWithin } from './sub-account-counts.ts';

const MAX_FAULT = 200;

/** For machines: counts, and of each list the first ten; the history has the rest. */
export function subAccountsEvent(
  subAccounts: SubAccountsDigest,
  levelsDays: readonly number[],
  toMs: number,
): Record<string, unknown> {
  const { all, attention, foundEmpty, unread, added, removed, addedEmpty, fault } = subAccounts;
  return {
    count: all.length,
    needAttention: attention.length,
    empty: countEmpty(all),
    foundEmpty: foundEmpty.length,
    within: levelsDays.map((level) => ({
      days: level,
      count: countWithin(all, level, toMs),
    })),
    first: all
      .filter((one) => !foundEmpty.includes(one))
      .slice(0, MAX_LISTED)
      .map(snapshotEvent),
    new: listEvent(added),
    newAndEmpty: listEvent(addedEmpty),
    removed: listEvent(removed),
    notRead: listEvent(unread.map(({ account }) => account)),
    ...(fault && {
      fault: {
        message: cleanName(fault.message, MAX_FAULT),
        since: new Date(fault.sinceMs).toISOString(),
      },
    }),
  };
}

function snapshotEvent({ id, account, snapshot }: SubAccountSnapshot): Record<string, unknown> {
  const named = { id, name: account.name };
  if (snapshot === undefined) return named;
  const { reading, burnPerDay, state, runwayDays } = snapshot;
  return {
    ...named,
    readAt: new Date(reading.atMs).toISOString(),
    balance: reading.balance.decimal,
    currency: reading.balance.currency,
    state,
    burnPerDay,
    runway: runwayDays && {
      p10Days: runwayDays.p10,
      p50Days: runwayDays.p50,
      p90Days: runwayDays.p90,
    },
  };
}

function listEvent(accounts: readonly SubAccount[]): Record<string, unknown> {
  return { count: accounts.length, ids: accounts.slice(0, MAX_LISTED).map(({ id }) => id) };
}
