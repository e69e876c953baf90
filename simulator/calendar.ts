import { DAY_MS } from '../functions/core/ledger/durations.ts';

/** The first moment of the month after `ms`, UTC. */
export function nextMonthMs(ms: number): number {
  return nextMonthlyMs(ms, 1);
}

/**
 * The next time after `ms` that a monthly event on `day` (1 … 31) happens, at `timeMs` of that day, UTC. In a month
 * without that day it happens on its last one: the 31st is 30 April, and 28 or 29 February.
 */
export function nextMonthlyMs(ms: number, day: number, timeMs = 0): number {
  const from = new Date(ms);
  for (let month = from.getUTCMonth(); ; month++) {
    const lastDay = new Date(Date.UTC(from.getUTCFullYear(), month + 1, 0)).getUTCDate();
    const first = Date.UTC(from.getUTCFullYear(), month, 1);
    const atMs = first + (Math.min(day, lastDay) - 1) * DAY_MS + timeMs;
    if (atMs > ms) return atMs;
  }
}

/** The vendor prints whole seconds: "2026-07-26T09:41:22Z". */
export function printTime(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 19)}Z`;
}

/** "2026-07-26" */
export function printDate(ms: number): string {
  return new Date(ms).toISOString().slice(0, 10);
}
