import { HOUR_MS } from '../../ledger/durations.ts';
import type { HourlySpend } from '../hourly-spend.ts';

/** The history as the model reads it: one entry a clock hour, oldest first, the open hour last. */
export interface Window {
  /** Hours since 1970 (UTC) of the first entry. */
  readonly firstHour: number;
  /** Spend of each hour as far as it is known; 0 where nothing is. */
  readonly spend: Float64Array;
  /** How much of each hour is known, 0 … 1. */
  readonly known: Float64Array;
  /** Sum of `known`, hours. */
  readonly knownHours: number;
  /** Sum of `spend`, in the wallet's currency. */
  readonly total: number;
}

export function windowOf(history: HourlySpend): Window {
  const { closed, open, lastAtMs } = history;
  const count = closed.length + 1;
  const spend = new Float64Array(count);
  const known = new Float64Array(count);
  let knownHours = open.knownMs / HOUR_MS;
  let total = open.spend;
  for (let hour = 0; hour < closed.length; hour++) {
    const value = closed[hour] as number;
    if (Number.isNaN(value)) continue;
    spend[hour] = value;
    known[hour] = 1;
    knownHours += 1;
    total += value;
  }
  spend[count - 1] = open.spend;
  known[count - 1] = open.knownMs / HOUR_MS;
  return {
    firstHour: Math.floor(lastAtMs / HOUR_MS) - closed.length,
    spend,
    known,
    knownHours,
    total,
  };
}

/** 0 … 23 of an hour since 1970, UTC. */
export function hourOfDay(hour: number): number {
  return ((hour % 24) + 24) % 24;
}

/** 0 (Sunday) … 6 of an hour since 1970, UTC; 1970 began on a Thursday. */
export function dayOfWeek(hour: number): number {
  return (((Math.floor(hour / 24) + 4) % 7) + 7) % 7;
}
