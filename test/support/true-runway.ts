import { DAY_MS, HOUR_MS } from '../../functions/core/ledger/durations.ts';
import { nextMonthlyMs, nextMonthMs } from '../../simulator/calendar.ts';
import { PER_CREDIT } from '../../simulator/credits.ts';
import type { SpendSource } from '../../simulator/spend-source.ts';

export interface Future {
  readonly spend: SpendSource;
  readonly resetDay?: number;
  /** What a reset at this time refills the monthly part to. */
  readonly refillAt: (atMs: number) => number;
  /** What is charged on the 1st. */
  readonly bill: number;
  readonly isPurchasedFirst: boolean;
}

/**
 * When a wallet that nobody tops up would really run out, in days, at most `maxDays`: what it will be asked to
 * pay is known to the simulator. By the hour, and plainly, so that it does not share the forecast's mistakes.
 */
export function trueRunwayDays(
  parts: { readonly monthly: number; readonly purchased: number },
  emptyAt: number,
  fromMs: number,
  maxDays: number,
  future: Future,
): number {
  let { monthly, purchased } = parts;
  let billMs = nextMonthMs(fromMs - 1);
  let resetMs = future.resetDay === undefined ? Infinity : nextMonthlyMs(fromMs, future.resetDay);
  const pay = (cost: number) => {
    const first = Math.min(cost, Math.max(0, future.isPurchasedFirst ? purchased : monthly));
    if (future.isPurchasedFirst) {
      purchased -= first;
      monthly -= cost - first;
    } else {
      monthly -= first;
      purchased -= cost - first;
    }
  };
  for (let atMs = fromMs; atMs < fromMs + maxDays * DAY_MS; atMs += HOUR_MS) {
    if (atMs >= resetMs && future.resetDay !== undefined) {
      monthly = future.refillAt(resetMs);
      resetMs = nextMonthlyMs(resetMs, future.resetDay);
    }
    if (atMs >= billMs) {
      if (billMs > fromMs) pay(future.bill);
      billMs = nextMonthMs(billMs);
    }
    if (monthly + purchased <= emptyAt) return (atMs - fromMs) / DAY_MS;
    const { calls } = future.spend.stepAt(atMs);
    pay(calls.reduce((sum, { cost }) => sum + cost, 0) / PER_CREDIT);
  }
  return maxDays;
}
