import { setTimeout as pause } from 'node:timers/promises';

/** One try and three more. */
export const MAX_ATTEMPTS = 4;
const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 8_000;

export interface FailedAttempt {
  /** 1 for the first try. */
  readonly attempt: number;
  /** What is left of the time for the whole call, milliseconds. */
  readonly leftMs: number;
  /** The pause that the other side asked for, milliseconds. */
  readonly retryAfterMs?: number;
  /** In [0, 1). */
  readonly random: number;
}

/**
 * How long to wait before the next attempt, in milliseconds; undefined when there is to be none:
 * four attempts were made, or the pause would use up the time that is left.
 *
 * Full jitter: evenly from 0 to 500 ms × 2^(attempt − 1), at most 8 s
 * (https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/).
 * With `Retry-After` it comes on top of what was asked for: all keys of a workspace share one allowance,
 * so everybody who was turned away would otherwise come back in the same moment.
 */
export function pauseBeforeRetry(failed: FailedAttempt): number | undefined {
  if (failed.attempt >= MAX_ATTEMPTS) return undefined;
  const ceilingMs = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** (failed.attempt - 1));
  const pauseMs = (failed.retryAfterMs ?? 0) + failed.random * ceilingMs;
  return pauseMs < failed.leftMs ? pauseMs : undefined;
}

export interface RetryOptions<T> {
  /** Left for all attempts and the pauses between them, milliseconds; counted down. */
  readonly time: { leftMs: number };
  /** For one attempt, milliseconds. */
  readonly attemptTimeoutMs: number;
  /** The pause to keep at least before another attempt, milliseconds; undefined: the outcome is final. */
  readonly retryAfterMs: (outcome: T) => number | undefined;
  /** Asked before each attempt after the first. @default always */
  readonly mayRetry?: () => boolean;
  /** @default 4, which is the most */
  readonly maxAttempts?: number;
  readonly sleep?: (ms: number) => Promise<void>;
  /** In [0, 1). */
  readonly random?: () => number;
}

/**
 * Attempts until an outcome is final, or no attempt or time is left. Time is counted attempt by attempt, not by the
 * wall clock, which may be set back or simulated.
 * @returns the last outcome
 */
export async function withRetries<T>(
  attempt: (timeoutMs: number) => Promise<T>,
  options: RetryOptions<T>,
): Promise<T> {
  const { time, attemptTimeoutMs, mayRetry = () => true, maxAttempts = MAX_ATTEMPTS } = options;
  const { sleep = pause, random = Math.random } = options;
  for (let count = 1; ; count += 1) {
    const startedMs = performance.now();
    const outcome = await attempt(Math.ceil(Math.max(1, Math.min(attemptTimeoutMs, time.leftMs))));
    time.leftMs -= performance.now() - startedMs;
    const retryAfter = options.retryAfterMs(outcome);
    if (retryAfter === undefined || count >= maxAttempts) return outcome;
    const failed = { attempt: count, leftMs: time.leftMs, retryAfterMs: retryAfter };
    const pauseMs = pauseBeforeRetry({ ...failed, random: random() });
    if (pauseMs === undefined) return outcome;
    await sleep(pauseMs);
    time.leftMs -= pauseMs;
    if (!mayRetry()) return outcome;
  }
}

/** Reads a `Retry-After` header (whole seconds or an HTTP date) as milliseconds from now; undefined when it is neither. */
export function retryAfterMs(header: string | null, nowMs: number): number | undefined {
  const text = header?.trim() ?? '';
  if (/^\d+(\.\d+)?$/.test(text)) return Number(text) * 1000;
  // An HTTP date begins with a weekday; Date.parse alone would also read "-5" and "1" as dates.
  const atMs = /^[A-Z][a-z]{2}/.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(atMs) ? undefined : Math.max(0, atMs - nowMs);
}
