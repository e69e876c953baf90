import { type Amount, compare, minus, zero } from './amount.ts';
import type { Reading } from './reading.ts';

/**
 * What happened between two consecutive readings of one currency.
 * A rise hides its spend: the top-up is at least the rise, and the spend is unknown, not zero and not negative.
 */
export type Interval =
  | {
      readonly kind: 'spend';
      readonly fromMs: number;
      readonly toMs: number;
      readonly spend: Amount;
    }
  | {
      readonly kind: 'top-up';
      readonly fromMs: number;
      readonly toMs: number;
      readonly topUp: Amount;
    };

export function intervalBetween(previous: Reading, next: Reading): Interval {
  const span = { fromMs: previous.atMs, toMs: next.atMs };
  if (compare(next.balance, previous.balance) > 0) {
    return { ...span, kind: 'top-up', topUp: minus(next.balance, previous.balance) };
  }
  return { ...span, kind: 'spend', spend: minus(previous.balance, next.balance) };
}

/** Spend of an interval, for sums over days: nothing is known of a rise. */
export function knownSpend(interval: Interval): Amount {
  return interval.kind === 'spend' ? interval.spend : zero(interval.topUp.currency);
}
