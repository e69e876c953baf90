import type { FutureEvent } from '../forecast/model/path.ts';
import { type Amount, toNumber } from '../ledger/amount.ts';
import { DAY_MS } from '../ledger/durations.ts';
import { monthsAfter } from '../ledger/months.ts';
import type { Interval } from '../ledger/spend.ts';

/** A charge that is later than this was not made. */
const MAX_LATE_MS = 2 * DAY_MS;
/** The vendor only estimates it. */
const MIN_SHARE = 0.9;
/** As far ahead as months are looked at. */
const MONTHS_AHEAD = 12;

/** A lump that will be taken from the wallet. */
export interface Debit {
  readonly atMs: number;
  readonly amount: Amount;
}

/** The monthly bill for connected accounts, as far as it is known. */
export interface Bill {
  /** The UTC day on which the vendor was last asked. */
  readonly readOn: string;
  readonly next?: Debit;
  /** Its time has come, and it was not seen yet. */
  readonly due?: Debit;
  /** The key lacks the scope for it, which was said. */
  readonly isForbidden?: true;
}

/** One look at the vendor's bill: nothing of it where it could not be had. */
export type ChargesAnswer = Pick<Bill, 'readOn' | 'isForbidden'> & {
  /** null: the vendor says that there is none. @default unknown, what was known goes on */
  readonly next?: Debit | null;
};

/** A debit of another currency, without an amount or in the past tells nothing. */
export function soundDebit(
  amount: Amount | undefined,
  atMs: number | undefined,
  currency: string,
  nowMs: number,
): Debit | undefined {
  if (amount === undefined || atMs === undefined) return undefined;
  const isSound = amount.currency === currency && toNumber(amount) > 0 && atMs > nowMs;
  return isSound ? { atMs, amount } : undefined;
}

export function billAfterAnswer(
  bill: Bill | undefined,
  look: ChargesAnswer | undefined,
): Bill | undefined {
  if (look === undefined) return bill;
  const { next: _, isForbidden: __, ...rest } = bill ?? {};
  const next = look.next === undefined ? bill?.next : (look.next ?? undefined);
  return {
    ...rest,
    readOn: look.readOn,
    ...(next && { next }),
    ...(look.isForbidden && { isForbidden: true }),
  };
}

/**
 * Takes the lump out of an interval's spend: it is no burn, and the next one is foreseen.
 * @param spend in the wallet's currency; undefined: unknown
 */
export function withoutBill(
  bill: Bill | undefined,
  interval: Interval,
  spend: number | undefined,
): { readonly bill: Bill | undefined; readonly spend: number | undefined } {
  if (bill === undefined) return { bill, spend };
  const passed = bill.next !== undefined && bill.next.atMs <= interval.toMs;
  const due = passed ? bill.next : bill.due;
  if (due === undefined) return { bill, spend };
  const { due: _, next, ...rest } = bill;
  const moved: Bill = {
    ...rest,
    ...(next && {
      next: passed ? { ...next, atMs: monthsAfter(next.atMs, 2)[1] ?? next.atMs } : next,
    }),
  };
  const amount = toNumber(due.amount);
  if (spend !== undefined && spend >= MIN_SHARE * amount) {
    return { bill: moved, spend: Math.max(0, spend - amount) };
  }
  const isLost = interval.toMs - due.atMs > MAX_LATE_MS;
  return { bill: isLost ? moved : { ...moved, due }, spend };
}

/** The charges to come, as if each were like the next. */
export function debitsOf(bill: Bill | undefined, nowMs: number): FutureEvent[] {
  const { next } = bill ?? {};
  if (next === undefined || next.atMs <= nowMs) return [];
  const change = -toNumber(next.amount);
  return monthsAfter(next.atMs, MONTHS_AHEAD).map((atMs) => ({ atMs, change }));
}
