import type { Severity } from './alert.ts';

/** Longer than this nobody should be kept in the dark. */
export const MAX_SNOOZE_MS = 72 * 3_600_000;
/** A page may have been made on a clock that is a little ahead of ours. */
export const SNOOZE_TOLERANCE_MS = 5 * 60_000;
export const MAX_SNOOZE_REASON = 200;
export const MAX_SNOOZE_NAME = 60;

/** Somebody muted one wallet. Written by a person, read by every poll. */
export interface Snooze {
  /** Mutes ends here at the latest, epoch milliseconds. */
  readonly untilMs: number;
  readonly setAtMs: number;
  /** As typed: text from outside. */
  readonly reason: string;
  /** The name that was typed beside it; nobody verified it. */
  readonly by?: string;
  /** What was notified and still true when it was set: anything worse breaks the snooze. Absent: nothing was notified. */
  readonly severity?: Severity;
  /** The deepest level of days left that was notified and still true when it was set. */
  readonly levelDays?: number;
  /** Somebody ended it early, epoch milliseconds. */
  readonly endedAtMs?: number;
  /** Who ended it, as typed; nobody verified it. */
  readonly endedBy?: string;
}
