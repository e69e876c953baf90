import type { ChannelTrouble, SendOutcome } from '../alert/delivery.ts';
import { retryPauseMs } from '../alert/delivery-retry.ts';

/** How an attempt over a channel ended, remembered as long as the channel does not work. */
export interface Attempted {
  readonly channel: string;
  readonly outcome: SendOutcome;
  readonly atMs: number;
}

/** Lambda's own retries, after 1 and 2 more minutes, are over by then. */
const NEW_TROUBLE_MS = 10 * 60_000;

/** What is known of the channels after these attempts, in the order in which they ended. */
export function afterAttempts(
  troubles: Readonly<Record<string, ChannelTrouble>>,
  attempts: readonly Attempted[],
): Record<string, ChannelTrouble> {
  const after: Record<string, ChannelTrouble> = { ...troubles };
  for (const { channel, outcome, atMs } of attempts) {
    if (outcome.state === 'accepted') {
      delete after[channel];
      continue;
    }
    const { sinceMs = atMs, notified } = after[channel] ?? {};
    after[channel] = {
      sinceMs,
      reason: outcome.reason,
      isRefusal: outcome.state === 'refused',
      ...(outcome.state === 'refused' && outcome.isEnd && { isEnded: true }),
      ...(outcome.state === 'failed' && {
        retryAtMs: atMs + Math.max(retryPauseMs(atMs - sinceMs), outcome.retryAfterMs ?? 0),
      }),
      notified,
    };
  }
  return after;
}

/** Channels of which an operator must know by the alarm, and not by an alert. */
export function alarmingChannels(
  troubles: Readonly<Record<string, ChannelTrouble>>,
  channels: readonly string[],
  nowMs: number,
): { readonly areAllFailing: boolean; readonly newlyFailing: readonly string[] } {
  const failing = channels.filter((name) => troubles[name] !== undefined);
  return {
    // No alert can tell of it: this must ring for as long as it lasts.
    areAllFailing: channels.length > 0 && failing.length === channels.length,
    newlyFailing: failing.filter((name) => {
      const trouble = troubles[name];
      return trouble && !trouble.isRefusal && nowMs - trouble.sinceMs < NEW_TROUBLE_MS;
    }),
  };
}
