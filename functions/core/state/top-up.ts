import { type Amount, toNumber } from '../ledger/amount.ts';
import type { Reading } from '../ledger/reading.ts';
import { type Interval, sumsOf } from '../ledger/spend.ts';
import { emptyAtOf, type Policy } from './policy.ts';

/** A smaller rise than this share of a day's burn is a refund: recorded, but it re-arms and tells nothing. */
const MIN_TOP_UP_DAYS = 0.5;
/** The vendor's least charge for a call. In other currencies no price is published, and no payment is below a cent. */
const CHEAPEST_CALL = new Map([['SQC', 1]]);
const LEAST_PAYMENT = 0.01;

/**
 * Whether what is left above `emptyAt` pays for a call. An emptiness that was notified is over only then: a vendor
 * whose answers flicker by a fraction of a credit would otherwise end it and start another at every poll.
 */
export function paysForCall({ balance }: Reading, policy: Policy): boolean {
  const headroom = toNumber(balance) - emptyAtOf(policy, balance.currency);
  return headroom >= (CHEAPEST_CALL.get(balance.currency) ?? LEAST_PAYMENT);
}

/**
 * The top-up of an interval, if it is worth the name. After a notified emptiness that is any rise that makes calls
 * payable again, however small, and none that does not.
 */
export function topUpOf(
  interval: Interval,
  previous: Reading,
  next: Reading,
  policy: Policy,
  wasEmptyNotified: boolean,
  burnPerDay: () => number,
): Amount | undefined {
  const { topUp } = sumsOf(interval);
  if (topUp === undefined) return undefined;
  if (wasEmptyNotified && !paysForCall(next, policy)) return undefined;
  if (wasEmptyNotified && !paysForCall(previous, policy)) return topUp;
  return toNumber(topUp) >= MIN_TOP_UP_DAYS * burnPerDay() ? topUp : undefined;
}
