import type { SimulatedWallet } from './wallet.ts';

/** One API key that the simulator accepts. */
export interface ApiKey {
  /** `sqk_live_…` or `sqk_test_…`. */
  readonly key: string;
  /** @default the simulator's wallet */
  readonly wallet?: SimulatedWallet;
  /** Without a needed scope the answer is 403. @default all */
  readonly scopes?: readonly string[];
  /** As `GET /logs` names it. @default 1 */
  readonly id?: number;
}

export type Caller =
  | { readonly accepted: true; readonly key: ApiKey; readonly allowance: 'live' | 'test' }
  | { readonly accepted: false; readonly code: 'UNAUTHORIZED' | 'INVALID_API_KEY' };

const BEARER = /^Bearer +(sqk_(live|test)_[A-Za-z0-9_-]{1,200})$/;

/**
 * Who calls, by the Authorization header. With no list every well-formed key is accepted.
 * All live keys share one allowance of requests, all test keys another, as in the vendor's workspaces.
 */
export function identify(header: string | undefined, keys: readonly ApiKey[] | undefined): Caller {
  if (!header) return { accepted: false, code: 'UNAUTHORIZED' };
  const [, text, mode] = BEARER.exec(header) ?? [];
  const key = keys ? keys.find((known) => known.key === text) : text && { key: text };
  if (!key) return { accepted: false, code: 'INVALID_API_KEY' };
  return { accepted: true, key, allowance: mode === 'test' ? 'test' : 'live' };
}
