import { HOUR_MS } from '../ledger/durations.ts';
import type { DeliveryEnd, SendOutcome } from './delivery.ts';

const MAX_PAUSE_MS = 6 * HOUR_MS;
/** Of the time that a channel has been failing: recovery is noticed after so much of the outage at most. */
const PAUSE_SHARE = 1 / 16;
const GIVE_UP_AFTER_DAYS = 2;
const GIVE_UP_AFTER_MS = GIVE_UP_AFTER_DAYS * 24 * HOUR_MS;

/**
 * How long a failing channel is left alone before what it did not take is tried again, milliseconds: not at all at
 * first, where polls and Lambda's retries are minutes apart; 4 minutes after an hour of failing, an hour after 16
 * hours, 6 hours after 4 days.
 */
export function retryPauseMs(failingForMs: number): number {
  return Math.min(MAX_PAUSE_MS, failingForMs * PAUSE_SHARE);
}

/** A message that still fails two days after it was due is given up on that channel: it is no news any more. */
export function endOf(outcome: SendOutcome, dueMs: number, nowMs: number): DeliveryEnd {
  if (outcome.state !== 'failed' || nowMs - dueMs < GIVE_UP_AFTER_MS) return outcome;
  return {
    state: 'given-up',
    reason: `given up after ${GIVE_UP_AFTER_DAYS} days: ${outcome.reason}`,
  };
}
