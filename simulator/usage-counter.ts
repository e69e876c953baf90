import { DAY_MS } from '../functions/core/ledger/durations.ts';
import { creditsOf } from './account-bill.ts';

export interface UsageTotals {
  readonly requests: number;
  readonly credits: number;
}

/** Paid calls by UTC day. */
export function createUsageCounter() {
  const days = new Map<number, { requests: number; units: number }>();
  return {
    count(atMs: number, units: number): void {
      const day = Math.floor(atMs / DAY_MS);
      const known = days.get(day) ?? { requests: 0, units: 0 };
      days.set(day, { requests: known.requests + 1, units: known.units + units });
    },
    /** From the start of the UTC day of `sinceMs`. */
    since(sinceMs: number): UsageTotals {
      let requests = 0;
      let units = 0;
      for (const [day, counted] of days) {
        if (day < Math.floor(sinceMs / DAY_MS)) continue;
        requests += counted.requests;
        units += counted.units;
      }
      return { requests, credits: creditsOf(units) };
    },
  };
}
