import type { FutureEvent, MonthlyPart } from '../forecast/model/path.ts';
import { toNumber } from '../ledger/amount.ts';
import { DAY_MS } from '../ledger/durations.ts';
import { monthsAfter } from '../ledger/months.ts';
import type { Reading } from '../ledger/reading.ts';
import { type Interval, partsOf } from '../ledger/spend.ts';

/** The first reading after a reset tells what it refilled, if not much can have been spent of it since. */
const MAX_LEARN_MS = DAY_MS;
/** As far ahead as months are looked at. */
const MONTHS_AHEAD = 12;

/** What is known of the part that comes with the plan: it is refilled once a month, and what is left then is forfeited. */
export interface Plan {
  /** What it is refilled to, in the wallet's currency: as after the last reset, or the most seen since. */
  readonly resetTo: number;
  /** When, as the vendor said last, epoch milliseconds; it may lie in the past. */
  readonly resetAtMs?: number;
  /** What was left of it when the vendor told it last. */
  readonly monthly: number;
  /** The vendor does not document which part pays first: this is what was observed. @default the monthly part */
  readonly isPurchasedFirst?: true;
}

/** The plan after one more reading; undefined while the vendor has told of no monthly credits. */
export function planAfter(
  plan: Plan | undefined,
  reading: Reading,
  previous?: Reading,
  interval?: Interval,
): Plan | undefined {
  const parts = partsOf(reading);
  if (parts === undefined) return plan;
  const { monthly } = parts;
  const isFresh = interval?.kind === 'reset' && interval.toMs - interval.dueMs <= MAX_LEARN_MS;
  const resetTo = isFresh ? monthly : Math.max(plan?.resetTo ?? 0, monthly);
  if (resetTo <= 0) return undefined;
  const resetAtMs = reading.monthlyResetAtMs ?? plan?.resetAtMs;
  const isPurchasedFirst = paidFirst(previous, reading, interval) ?? plan?.isPurchasedFirst;
  return {
    resetTo,
    monthly,
    resetAtMs,
    isPurchasedFirst: isPurchasedFirst || undefined,
  };
}

/** True where the purchased part paid though there were monthly credits, false the other way round. */
function paidFirst(
  previous: Reading | undefined,
  reading: Reading,
  interval: Interval | undefined,
): boolean | undefined {
  const before = previous && partsOf(previous);
  const after = partsOf(reading);
  if (interval?.kind !== 'spend' || before === undefined || after === undefined) return undefined;
  if (before.monthly <= 0 || before.purchased <= 0) return undefined;
  const fell = {
    monthly: after.monthly < before.monthly,
    purchased: after.purchased < before.purchased,
  };
  return fell.monthly === fell.purchased ? undefined : fell.purchased;
}

/** What the plan does to the balance: the refills to come, and how much of the balance they would replace. */
export function resetsAhead(
  plan: Plan | undefined,
  last: Reading,
  nowMs: number,
): { readonly events: readonly FutureEvent[]; readonly monthly?: MonthlyPart } {
  const { resetAtMs, resetTo = 0 } = plan ?? {};
  if (plan === undefined || resetAtMs === undefined || resetAtMs <= nowMs) return { events: [] };
  // A reading without its parts leaves those of the last one that had them.
  const known = partsOf(last)?.monthly ?? plan.monthly;
  const left = Math.max(0, Math.min(known, toNumber(last.balance)));
  return {
    events: monthsAfter(resetAtMs, MONTHS_AHEAD).map((atMs) => ({ atMs, resetTo })),
    monthly: { left, isSpentFirst: !plan.isPurchasedFirst },
  };
}
