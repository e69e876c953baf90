import type { Group } from '../alert/batch.ts';
import { MINUTE_MS } from '../ledger/durations.ts';
import type { WindowUse } from './pacing.ts';

/** A sweep begins this share of a poll's interval after the last: nobody waits longer than the interval, wherever in the sweep. */
const SWEEP_SHARE = 2 / 3;

/** Where the reading of an agency's sub-accounts stands, between two runs. Bounded but for `group`. */
export interface SweepState {
  /** Another run is at work until then, epoch milliseconds. */
  readonly leaseUntilMs: number;
  /** When the present or last sweep over all sub-accounts began, epoch milliseconds. */
  readonly sweepStartedMs?: number;
  /** The sub-account that was read last; absent: the sweep is over. */
  readonly afterId?: string;
  readonly use?: WindowUse;
  /** The vendor asked for a pause until then, epoch milliseconds. */
  readonly notBeforeMs?: number;
  /** When the vendor last answered, epoch milliseconds. */
  readonly answeredAtMs: number;
  /** What it said instead of an answer, since then. */
  readonly fault?: string;
  /** Sub-accounts with an alert that a channel has not taken yet. */
  readonly undelivered: readonly string[];
  /** Sub-accounts with an alert that waits for the message of this sweep. */
  readonly waiting: readonly string[];
  /** Quiet hours hold that message until then, and only once, epoch milliseconds. */
  readonly heldUntilMs?: number;
  /** Alerts of several sub-accounts that are on their way as one message. */
  readonly group?: Group;
}

export function newSweepState(nowMs: number): SweepState {
  return { leaseUntilMs: 0, answeredAtMs: nowMs, undelivered: [], waiting: [] };
}

/** A sweep is under way, or it is time for the next one. */
export function isSweepDue(
  { afterId, sweepStartedMs }: Pick<SweepState, 'afterId' | 'sweepStartedMs'>,
  pollMinutes: number,
  nowMs: number,
): boolean {
  if (afterId !== undefined || sweepStartedMs === undefined) return true;
  // The schedule comes once a minute, some seconds early or late.
  return nowMs - sweepStartedMs >= SWEEP_SHARE * pollMinutes * MINUTE_MS - MINUTE_MS / 2;
}
