const WINDOW_MS = 60_000;

/** What the vendor's X-RateLimit headers say about one request. */
export interface RateLimitState {
  readonly allowed: boolean;
  readonly limit: number;
  /** Requests left in this window after the present one, ≥ 0. */
  readonly remaining: number;
  /** When the window ends, epoch milliseconds. */
  readonly resetAtMs: number;
}

export type RateLimiter = (allowance: string, nowMs: number) => RateLimitState;

/** Counts by calendar minute; each named allowance has its own count. Refused requests cost nothing. */
export function createRateLimiter(limit: number): RateLimiter {
  const counts = new Map<string, { window: number; used: number }>();
  return (allowance, nowMs) => {
    const window = Math.floor(nowMs / WINDOW_MS);
    const known = counts.get(allowance);
    const used = known?.window === window ? known.used : 0;
    const allowed = used < limit;
    const usedNow = allowed ? used + 1 : used;
    counts.set(allowance, { window, used: usedNow });
    return { allowed, limit, remaining: limit - usedNow, resetAtMs: (window + 1) * WINDOW_MS };
  };
}
