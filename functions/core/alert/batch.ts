import type { Alert, BatchMember } from './alert.ts';
import type { OutboxEntry } from './outbox.ts';

/** Alerts of sub-accounts that leave as one message; frozen before it is sent. */
export interface Group {
  /** When it was frozen, epoch milliseconds: names the message. */
  readonly atMs: number;
  readonly members: readonly BatchMember[];
}

/** An item of the table holds 400 KB; so many members are half of it at most. The others have their turn a sweep later. */
export const MAX_MEMBERS = 150;

/** Facts that the message of a group does not need, and that would make two hundred members too many bytes. */
const OWN_FACTS = ['purchase', 'reset', 'nextRecharge'] as const;

/** What waits in a sub-account's outbox to be delivered together with others'. */
export function membersOf(
  wallet: BatchMember['wallet'],
  outbox: readonly OutboxEntry[],
): BatchMember[] {
  return outbox
    .filter(({ holdUntilMs }) => holdUntilMs !== undefined)
    .map(({ id, alert }) => {
      const facts = { ...alert.facts };
      for (const name of OWN_FACTS) delete facts[name];
      return { wallet, entryId: id, alert: { ...alert, facts } };
    });
}

/** Who runs out first comes first; what has no date comes last, in the order of the wallets. */
export function ranked(members: readonly BatchMember[]): BatchMember[] {
  return members.toSorted((a, b) => daysLeft(a.alert) - daysLeft(b.alert));
}

/** Days until it is empty; a very large number where it does not run down. */
function daysLeft({ facts, atMs: _ }: Alert): number {
  if (facts.forecastState === 'empty') return 0;
  return facts.runwayDays?.p50 ?? Number.MAX_VALUE;
}
