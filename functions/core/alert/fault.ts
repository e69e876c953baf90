import type { Severity } from './alert.ts';

/**
 * Why a poll has no reading.
 * - `key-rejected`: 401 after the key was read afresh, 403, or what is stored cannot be a key.
 * - `bad-answer`: an answer that is not what the vendor promises.
 * - `unavailable`: no answer, 5xx, 429, or no key to ask with any more.
 */
export type FaultKind = 'key-rejected' | 'bad-answer' | 'unavailable';

export interface Fault {
  readonly kind: FaultKind;
  /** What happened and the channel, fit to be shown; no secret in it. */
  readonly said: string;
  /** The key is known, and may not read the balance: a scope or the plan is missing. */
  readonly isForbidden?: true;
  /** The scope that the key lacks, where it is known. */
  readonly scope?: string;
}

/** Polls without a good reading, one after another. */
export interface FaultRun extends Fault {
  /** The first of them. */
  readonly sinceMs: number;
  readonly polls: number;
  readonly notified?: NotifiedFault;
}

export interface NotifiedFault {
  readonly kind: 'key-rejected' | 'no-data';
  readonly severity: Severity;
  readonly firstAtMs: number;
  readonly lastAtMs: number;
  readonly reminders: number;
}

/** One more poll without a reading. */
export function addFault(run: FaultRun | undefined, fault: Fault, nowMs: number): FaultRun {
  return {
    ...fault,
    sinceMs: run?.sinceMs ?? nowMs,
    polls: (run?.polls ?? 0) + 1,
    ...(run?.notified && { notified: run.notified }),
  };
}
