import type { AnswerHeaders } from '../http/outgoing-request.ts';
import { isTestKey } from './smartlyq-key.ts';

/** The allowance that all keys of a workspace share, from the `X-RateLimit-…` headers. */
export interface RateLimit {
  /** Requests a minute. */
  readonly limit: number;
  readonly remaining: number;
  readonly resetAtMs: number;
}

/** What every successful answer tells besides its data. */
export interface AnswerFacts {
  /** No credits are charged to a test key. */
  readonly isTestKey: boolean;
  /** Absent unless all three headers came. */
  readonly rateLimit?: RateLimit;
  /** The vendor's clock, from the `Date` header: whole seconds. */
  readonly serverDateMs?: number;
}

export function factsOf(headers: AnswerHeaders, key: string): AnswerFacts {
  const count = (name: string) => {
    const text = headers.get(name)?.trim() ?? '';
    return /^\d{1,12}$/.test(text) ? Number(text) : undefined;
  };
  const limit = count('x-ratelimit-limit');
  const remaining = count('x-ratelimit-remaining');
  const resetAtSeconds = count('x-ratelimit-reset');
  const serverDateMs = Date.parse(headers.get('date') ?? '');
  return {
    isTestKey: isTestKey(key),
    ...(limit !== undefined && remaining !== undefined && resetAtSeconds !== undefined
      ? { rateLimit: { limit, remaining, resetAtMs: resetAtSeconds * 1000 } }
      : {}),
    ...(Number.isNaN(serverDateMs) ? {} : { serverDateMs }),
  };
}
