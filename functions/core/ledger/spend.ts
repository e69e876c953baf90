import { type Amount, compare, minus, toNumber } from './amount.ts';
import type { Reading } from './reading.ts';

/**
 * What happened between two consecutive readings of one currency.
 * A rise hides its spend: the top-up is at least the rise, and the spend is unknown, not zero and not negative.
 * A reset hides it too: nobody knows how much of the monthly part was spent, and how much was forfeited.
 * Of each kind, the change of the balance is top-up + reset change − spend.
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
    }
  | {
      readonly kind: 'reset';
      readonly fromMs: number;
      readonly toMs: number;
      /** When it was due. */
      readonly dueMs: number;
      /** The monthly part after it. */
      readonly monthly: Amount;
      /** What was bought meanwhile, at least: the rise of the purchased part. */
      readonly topUp?: Amount;
      /** The change of the balance without the top-up; negative where more was spent or forfeited than refilled. */
      readonly resetChange: Amount;
    };

export function intervalBetween(previous: Reading, next: Reading): Interval {
  const span = { fromMs: previous.atMs, toMs: next.atMs };
  const reset = resetBetween(previous, next);
  if (reset !== undefined) return { ...span, kind: 'reset', ...reset };
  if (compare(next.balance, previous.balance) > 0) {
    return { ...span, kind: 'top-up', topUp: minus(next.balance, previous.balance) };
  }
  return { ...span, kind: 'spend', spend: minus(previous.balance, next.balance) };
}

/**
 * The monthly part was refilled: it rose when its reset was due, or the vendor names a later reset and it is
 * another than before, as after a change to a smaller plan. One that was full stays as it was and hides nothing.
 */
function resetBetween(previous: Reading, next: Reading) {
  const { monthlyResetAtMs: dueMs, monthly: before } = previous;
  const { monthly, purchased } = next;
  if (dueMs === undefined || before === undefined || monthly === undefined) return undefined;
  if (next.atMs < dueMs) return undefined;
  const change = compare(monthly, before);
  const isNamed = dueMs > previous.atMs && (next.monthlyResetAtMs ?? dueMs) > dueMs;
  if (!(change > 0 || (change < 0 && isNamed))) return undefined;
  const isBought =
    purchased !== undefined &&
    previous.purchased !== undefined &&
    compare(purchased, previous.purchased) > 0;
  const balanceChange = minus(next.balance, previous.balance);
  if (!isBought || previous.purchased === undefined) {
    return { dueMs, monthly, resetChange: balanceChange };
  }
  const topUp = minus(purchased, previous.purchased);
  return { dueMs, monthly, topUp, resetChange: minus(balanceChange, topUp) };
}

/** What is recorded of an interval: the change of the balance is `topUp` + `resetChange` − `spend`. */
export interface IntervalSums {
  /** Absent where a rise or a reset hides it. */
  readonly spend?: Amount;
  /** At least this much came in. */
  readonly topUp?: Amount;
  /** What a monthly reset changed, with the spend that it hides. */
  readonly resetChange?: Amount;
}

export function sumsOf(interval: Interval | undefined): IntervalSums {
  if (interval?.kind === 'spend') return { spend: interval.spend };
  return {
    topUp: interval?.topUp,
    ...(interval?.kind === 'reset' && { resetChange: interval.resetChange }),
  };
}

/** The two parts in numbers; undefined where the vendor tells none, or they contradict the balance. */
export function partsOf({
  balance,
  purchased,
  monthly,
}: Reading): { readonly purchased: number; readonly monthly: number } | undefined {
  if (monthly === undefined) return undefined;
  const parts = {
    monthly: toNumber(monthly),
    purchased: toNumber(purchased ?? minus(balance, monthly)),
  };
  const isSound = Math.abs(parts.monthly + parts.purchased - toNumber(balance)) < 0.01;
  return isSound && parts.monthly >= 0 ? parts : undefined;
}
