/**
 * How one attempt to hand a message to one channel ended.
 * - `accepted`: the channel took it; it will not be sent there again.
 * - `refused`: it will never take it (`invalid_token`, 404, AuthorizationError …); stop and tell on the other way out.
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
  | { readonly state: 'refused'; readonly reason: string }
  | {
      readonly state: 'failed';
      readonly reason: string;
      readonly arrived: 'no' | 'unknown';
      /** The channel asked for this pause. */
      readonly retryAfterMs?: number;
    };
