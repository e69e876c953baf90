import type { Severity } from './alert.ts';

/**
 * How one attempt to hand a message to one channel ended.
 * - `accepted`: the channel took it; it will not be sent there again.
 * - `refused`: it will never take it (`invalid_token`, 404, AuthorizationError …); stop and tell on the other channel.
 * - `failed`: not this time; try again. `arrived` says whether the message may have arrived all the same:
 *   "no" after a definite answer or no connection, "unknown" when the answer was lost.
 */
export type SendOutcome =
  | {
      readonly state: 'accepted';
      readonly detail?: string;
      /** It was shown to whoever runs this, and sent to nobody. */
      readonly isShownHere?: true;
    }
  | {
      readonly state: 'refused';
      readonly reason: string;
      /** The channel asked to be sent nothing more. */
      readonly isEnd?: true;
    }
  | {
      readonly state: 'failed';
      readonly reason: string;
      readonly arrived: 'no' | 'unknown';
      /** The channel asked for this pause. */
      readonly retryAfterMs?: number;
    };

/** How an attempt leaves its message on a channel: what failed for too long is not tried again. */
export type DeliveryEnd = SendOutcome | { readonly state: 'given-up'; readonly reason: string };

/** One thing that happened to a message on one channel, for its record. */
export interface Attempt {
  /** "sns", "slack:billing" and the like, or "terminal" on one machine. */
  readonly channel: string;
  readonly atMs: number;
  /** `shown`: on this machine's terminal, and sent to nobody. `dropped`: it left the outbox unsent. `batched`: its agency's message carries it. */
  readonly outcome: DeliveryEnd['state'] | 'shown' | 'dropped' | 'batched';
  readonly reason?: string;
  readonly isPossibleRepeat?: boolean;
}

/** The record of an attempt that ended so. */
export function attemptOf(
  channel: string,
  end: DeliveryEnd,
  atMs: number,
  isPossibleRepeat: boolean,
): Attempt {
  const reason = end.state === 'accepted' ? end.detail : end.reason;
  return {
    channel,
    atMs,
    outcome: end.state === 'accepted' && end.isShownHere ? 'shown' : end.state,
    reason,
    isPossibleRepeat: isPossibleRepeat || undefined,
  };
}

/** All attempts to deliver one message on one channel. Its size does not grow with their number. */
export interface Delivery {
  /** How the last one ended. */
  readonly outcome: Attempt['outcome'];
  readonly reason?: string;
  /** ISO, UTC. */
  readonly firstAt: string;
  readonly lastAt: string;
  /** Attempts by how they ended; absent: none. */
  readonly accepted?: number;
  readonly refused?: number;
  readonly failed?: number;
  /** One of them said that it may be a repeat. */
  readonly isPossibleRepeat?: true;
}

/** Under which name an attempt is counted; undefined: nothing was sent. */
export function countedAs(
  outcome: Attempt['outcome'],
): 'accepted' | 'refused' | 'failed' | undefined {
  if (outcome === 'dropped' || outcome === 'batched') return undefined;
  if (outcome === 'shown') return 'accepted';
  return outcome === 'given-up' ? 'failed' : outcome;
}

export function deliveryAfter(
  before: Delivery | undefined,
  { atMs, outcome, reason, isPossibleRepeat }: Attempt,
): Delivery {
  const at = new Date(atMs).toISOString();
  const { reason: _, ...known } = before ?? { firstAt: at };
  const counted = countedAs(outcome);
  return {
    ...known,
    outcome,
    ...(reason !== undefined && { reason }),
    lastAt: at,
    ...(counted && { [counted]: (before?.[counted] ?? 0) + 1 }),
    ...(isPossibleRepeat && { isPossibleRepeat }),
  };
}

/** A channel that refused, or has failed without a break. */
export interface ChannelTrouble {
  readonly sinceMs: number;
  readonly reason: string;
  /** It will not heal by itself. */
  readonly isRefusal: boolean;
  /** It asked to be sent nothing more: only a test is, until one is accepted. */
  readonly isEnded?: true;
  /** What it did not take is not tried again before this time. @default no pause */
  readonly retryAtMs?: number;
  /** Not to be notified there; @default the channel itself */
  readonly channel?: string;
  readonly notified?: Severity;
}
