import {
  assumedAllowance,
  countRequest,
  requestsLeft,
  type WindowUse,
} from '../../core/agency/pacing.ts';
import { MINUTE_MS } from '../../core/ledger/durations.ts';
import type { RateLimit } from './answer-facts.ts';
import type { LogPace } from './read-calls.ts';

/** Of the key's allowance. */
const SHARE = 0.5;
/** Left to the wallet's own poll. */
const RESERVED = 1;
/** While it is not known yet what the others need. */
const FIRST_RESERVED = 5;
/** Of the first window: before this share of it, what the others have used says nothing. */
const MIN_PASSED = 1 / 6;
/** An estimate of the others that is a little over a whole number is that number. */
const ROUNDING = 0.9;

/** For a run that waits for nothing: half of what the others leave of the window, and then no more. */
export function unwaitingPace(clock: () => number): LogPace {
  let use: WindowUse | undefined;
  let seen: RateLimit | undefined;
  return {
    async mayAsk() {
      return use === undefined || seen === undefined || requestsLeft(use, seen, SHARE) > 0;
    },
    saw(rateLimit) {
      seen = rateLimit ?? assumedAllowance(use, clock());
      use = countRequest(use, seen);
    },
  };
}

/**
 * For a run that has time: at most half of the key's allowance, evenly over each window, and less where the others
 * need more than the other half. What they need is what they used in the window before, or in this one so far.
 */
export function waitingPace(clock: () => number, sleep: (ms: number) => Promise<void>): LogPace {
  let use: WindowUse | undefined;
  let seen: RateLimit | undefined;
  /** What the others use of a window, by the last windows: newest first, at most two. */
  let othersBefore: readonly number[] = [];
  let askedMs = Number.NEGATIVE_INFINITY;
  let seenMs = Number.NEGATIVE_INFINITY;

  /** What the others use of a whole window, by what they have used of it so far. */
  function othersIn({ limit, remaining, resetAtMs }: RateLimit, made: number): number {
    const others = Math.max(0, limit - remaining - made);
    const passed = 1 - Math.max(0, resetAtMs - seenMs) / MINUTE_MS;
    return passed > MIN_PASSED ? others / passed : Math.max(others, limit * SHARE);
  }

  /** How many requests we may make in the window that was last seen, and how many must stay for others. */
  function budgetOf(rateLimit: RateLimit, made: number) {
    const { limit } = rateLimit;
    const [last = othersIn(rateLimit, made), before = last] = othersBefore;
    // Who asked unevenly may ask for more still.
    const expected = Math.max(last, before) + Math.abs(last - before);
    const most = Math.min(limit * SHARE, limit - expected - RESERVED);
    const allowed = Math.max(0, Math.floor(most + ROUNDING));
    const reserved = RESERVED + (allowed > 0 ? expected / allowed : 0);
    return { allowed, reserved: othersBefore.length === 0 ? FIRST_RESERVED : reserved };
  }

  return {
    async mayAsk() {
      if (use !== undefined && seen !== undefined && clock() < seen.resetAtMs) {
        const { allowed, reserved } = budgetOf(seen, use.made);
        const isSpent = use.made >= allowed || seen.remaining <= reserved;
        const nextMs = isSpent ? seen.resetAtMs : askedMs + MINUTE_MS / allowed;
        await sleep(Math.max(0, Math.min(nextMs, seen.resetAtMs) - clock()));
      }
      if (use !== undefined && seen !== undefined && clock() >= seen.resetAtMs) {
        othersBefore = [othersIn(seen, use.made), ...othersBefore].slice(0, 2);
      }
      askedMs = clock();
      return true;
    },
    saw(rateLimit) {
      seenMs = clock();
      seen = rateLimit ?? assumedAllowance(use, seenMs);
      use = countRequest(use, seen);
    },
  };
}
