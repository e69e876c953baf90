import { byNumber } from './sub-account.ts';

/** What one answer told of the allowance: requests a window, left in it after that answer, and its end. */
export interface Allowance {
  readonly limit: number;
  readonly remaining: number;
  readonly resetAtMs: number;
}

/** Our own requests in the window that was last seen; to be kept between runs. */
export interface WindowUse {
  readonly resetAtMs: number;
  readonly made: number;
}

/** The vendor's lowest limit, for answers that come without the headers. */
const ASSUMED_LIMIT = 60;
const ASSUMED_WINDOW_MS = 60_000;
/**
 * The agency's own poll, at any time of the window, asks five times at most. Less would do for the next run's first
 * two requests, which are made before it knows whether its window is a new one.
 */
const RESERVED = 5;

/** The allowance that an answer without headers stands for: the lowest, by our own clock's minutes. */
export function assumedAllowance(use: WindowUse | undefined, nowMs: number): Allowance {
  const resetAtMs = (Math.floor(nowMs / ASSUMED_WINDOW_MS) + 1) * ASSUMED_WINDOW_MS;
  const made = use !== undefined && isSameWindow(use, resetAtMs) ? use.made : 0;
  return { limit: ASSUMED_LIMIT, remaining: Math.max(0, ASSUMED_LIMIT - made - 1), resetAtMs };
}

/** Counts the request that brought this answer. */
export function countRequest(use: WindowUse | undefined, seen: Allowance): WindowUse {
  return use !== undefined && isSameWindow(use, seen.resetAtMs)
    ? { resetAtMs: use.resetAtMs, made: use.made + 1 }
    : { resetAtMs: seen.resetAtMs, made: 1 };
}

/**
 * How many more requests may be made in the window: together with those made, at most `share` of what its other
 * users leave of it (remaining + made by us). The more the owner's own product asks, the less is left for us.
 * @param share in (0, 1]
 */
export function requestsLeft(use: WindowUse, seen: Allowance, share: number): number {
  const ours = Math.floor(share * (Math.min(seen.remaining, seen.limit) + use.made));
  return Math.max(0, Math.min(ours - RESERVED - use.made, seen.remaining));
}

/** Those behind `afterId`, in the order of their numbers: who has not been read in this sweep. */
export function stillToRead(ids: readonly string[], afterId: string | undefined): string[] {
  const sorted = [...new Set(ids)].sort(byNumber);
  return afterId === undefined ? sorted : sorted.filter((id) => byNumber(id, afterId) > 0);
}

/** A vendor that slides its windows moves their end with every answer; a new one ends much later. */
function isSameWindow(use: WindowUse, resetAtMs: number): boolean {
  return Math.abs(resetAtMs - use.resetAtMs) < ASSUMED_WINDOW_MS / 2;
}
