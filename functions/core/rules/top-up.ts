import { type Amount, toNumber } from '../amount.ts';
import { type Interval, sumsOf } from '../spend.ts';

/** A smaller rise than this share of a day's burn is a refund: recorded, but it re-arms and tells nothing. */
const MIN_TOP_UP_DAYS = 0.5;

/** The top-up of an interval, if it is worth the name. */
export function topUpOf(interval: Interval, burnPerDay: number): Amount | undefined {
  const { topUp } = sumsOf(interval);
  if (topUp === undefined) return undefined;
  return toNumber(topUp) >= MIN_TOP_UP_DAYS * burnPerDay ? topUp : undefined;
}
