import type { SendOutcome } from './delivery.ts';
import type { ChannelTrouble } from './wallet-state.ts';

/** How an attempt over a channel ended, remembered as long as the channel does not work. */
export interface Attempted {
  readonly channel: string;
  readonly outcome: SendOutcome;
  readonly atMs: number;
}

/** What is known of the ways out after these attempts, in the order in which they ended. */
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
    const { sinceMs = atMs, told } = after[channel] ?? {};
    after[channel] = {
      sinceMs,
      reason: outcome.reason,
      isRefusal: outcome.state === 'refused',
      ...(told !== undefined && { told }),
    };
  }
  return after;
}
