/**
 * - `key-missing`: none is stored.
 * - `key-malformed`: what is stored cannot be a key; nothing was sent.
 * - `unauthorized`: 401, also after the key was read afresh.
 * - `forbidden`: 403, the key is valid and a scope (or the plan) is missing; see `scope`.
 * - `rate-limited`: 429 until the attempts or the time ran out.
 * - `unavailable`: 5xx, no connection or no complete answer, until the attempts or the time ran out;
 *   also when the key could not be read from where it is stored.
 * - `bad-answer`: an answer that is not what the API promises (no JSON, no data, a balance that is no decimal …).
 * - `conflict`: 409; for sub-accounts it means that the key's workspace has no agency, hence none.
 * - `refused`: any other 4xx, or a redirect.
 */
export type SmartlyqErrorKind =
  | 'key-missing'
  | 'key-malformed'
  | 'unauthorized'
  | 'forbidden'
  | 'rate-limited'
  | 'unavailable'
  | 'bad-answer'
  | 'conflict'
  | 'refused';

export interface SmartlyqErrorFacts {
  readonly status?: number;
  readonly scope?: string;
  readonly retryAfterMs?: number;
  readonly cause?: unknown;
}

/** Thrown by every read of the SmartlyQ API. Its message says what and the channel, and never holds a key. */
export class SmartlyqError extends Error {
  override readonly name = 'SmartlyqError';
  readonly kind: SmartlyqErrorKind;
  /** Trying again soon may succeed without anybody doing anything. */
  readonly retryable: boolean;
  /** HTTP status, where an answer came. */
  readonly status?: number;
  /** The scope that a `forbidden` key lacks, where it is known. */
  readonly scope?: string;
  /** The pause that the vendor asked for, milliseconds. */
  readonly retryAfterMs?: number;

  constructor(kind: SmartlyqErrorKind, message: string, facts: SmartlyqErrorFacts = {}) {
    super(message, facts.cause === undefined ? undefined : { cause: facts.cause });
    this.kind = kind;
    this.retryable = kind === 'rate-limited' || kind === 'unavailable';
    if (facts.status !== undefined) this.status = facts.status;
    if (facts.scope !== undefined) this.scope = facts.scope;
    if (facts.retryAfterMs !== undefined) this.retryAfterMs = facts.retryAfterMs;
  }
}
