import type { DigestStore } from '../adapters/table/digest-item.ts';
import { isSettled } from '../core/alert/outbox.ts';
import { type DigestTimes, lastDue } from '../core/digest/digest-period.ts';

/** The last digest that was due, as a poll sees it. */
export interface LastDigest {
  /** The local date on which its period ends. */
  readonly id: string;
  /** Every channel has taken it, refused it or been given up. */
  readonly isDone: boolean;
}

/** Its own function begins within seconds. */
const GRACE_MS = 5 * 60_000;
/** Scheduler's and Lambda's own retries are over by then: what nobody has claimed is not going to be. */
const UNCLAIMED_MS = 60 * 60_000;

/**
 * @param doneId of the last one that is known to be done, so that each costs one read
 * @returns undefined where there is nothing new to know
 */
export async function lastDigest(
  doneId: string | undefined,
  nowMs: number,
  times: DigestTimes,
  timeZone: string,
  digests: Pick<DigestStore, 'load'>,
): Promise<LastDigest | undefined> {
  const { date: id } = lastDue(times, timeZone, nowMs - GRACE_MS);
  if (id === doneId) return undefined;
  const { claim } = await digests.load(id);
  if (claim !== undefined) return { id, isDone: isSettled(claim) };
  return lastDue(times, timeZone, nowMs - UNCLAIMED_MS).date === id
    ? { id, isDone: true }
    : undefined;
}

/** Finishes the last digest that was due. */
export interface DigestKeeper {
  lastDue(doneId: string | undefined, nowMs: number): Promise<LastDigest | undefined>;
  /** Sends it to each channel that is due and has not taken it; none of it begins after `deadlineMs`. */
  finish(id: string, deadlineMs: number): Promise<void>;
}
