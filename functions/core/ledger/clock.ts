import type { Reading } from './reading.ts';

/** Clocks differ by seconds; more than this is a clock that was set wrong. */
export const MAX_AHEAD_MS = 5 * 60_000;

/**
 * How far the last reading is dated ahead of our clock and of the vendor's; 0 where either clock has reached it.
 * It was taken when a clock was wrong: waiting until now catches up with it would be blindness.
 */
export function aheadMs(last: Reading, nowMs: number, serverDateMs: number | undefined): number {
  const ahead = last.atMs - Math.max(nowMs, serverDateMs ?? nowMs);
  return ahead > MAX_AHEAD_MS ? ahead : 0;
}

/**
 * When the reading was taken: by our clock, unless the vendor's has passed the last reading and ours lies before that
 * reading, or well ahead of the vendor's. A time that is too late would hide all readings until then; one that is too
 * early is only a smaller step.
 */
export function takenAtMs(
  reading: Reading,
  last: Reading | undefined,
  serverDateMs: number | undefined,
): number {
  const { atMs } = reading;
  const lastAtMs = last?.atMs ?? Number.NEGATIVE_INFINITY;
  if (serverDateMs === undefined || serverDateMs <= lastAtMs) return atMs;
  const isOff = lastAtMs - atMs > MAX_AHEAD_MS || atMs - serverDateMs > MAX_AHEAD_MS;
  return isOff ? serverDateMs : atMs;
}
