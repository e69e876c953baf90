import type { RateLimit } from '../adapters/smartlyq/answer-facts.ts';
import type { SmartlyqClient } from '../adapters/smartlyq/smartlyq-client.ts';
import { SmartlyqError } from '../adapters/smartlyq/smartlyq-error.ts';
import {
  assumedAllowance,
  countRequest,
  requestsLeft,
  stillToRead,
} from '../core/agency/pacing.ts';
import type { SweepState } from '../core/agency/sweep.ts';
import { MINUTE_MS } from '../core/ledger/durations.ts';
import type { Workspace, WorkspaceWallet } from '../core/vendor/workspace.ts';

/** Where the last run ended, and what it used of the allowance; to be kept. Without `afterId` a new sweep begins. */
export type SweepCursor = Pick<SweepState, 'afterId' | 'use' | 'notBeforeMs'>;

export interface SweepReading {
  /** Should try each call once (`maxAttempts: 1`): who fails has another turn, and nothing sleeps here. */
  readonly vendor: Pick<SmartlyqClient, 'listWorkspaces' | 'readWorkspaceWallet'>;
  readonly watched: 'all' | readonly string[];
  readonly cursor: SweepCursor;
  /** What was listed when this sweep began. @default it is listed now */
  readonly listed?: readonly Workspace[];
  /** Of what the window leaves, in (0, 1]. @default 0.5 */
  readonly share?: number;
  /** No read begins after this, epoch milliseconds. */
  readonly readUntilMs: number;
  readonly clock: () => number;
}

/** No id comes before it. */
const BEFORE_ALL = '0';
/** So many in a row that cannot be read are the vendor's fault, or the key's; fewer are their own. */
const MAX_IN_A_ROW = 3;
/** A pause that was asked for is kept from run to run, so that a mistaken one would mute an agency for good. */
const LONGEST_PAUSE_MS = 60 * MINUTE_MS;

export interface SubReading {
  readonly workspace: Workspace;
  readonly wallet: WorkspaceWallet;
  /** Fields that were unsound and left out. */
  readonly ignored: readonly string[];
}

/**
 * - `sweep`: every sub-account has had its turn.
 * - `allowance`: our share of the window is used up.
 * - `time`: the deadline came.
 * - `fault`: `fault` says which; it would be the same for all.
 */
export type SweepEnd = 'sweep' | 'allowance' | 'time' | 'fault';

export interface RunReadings {
  readonly ended: SweepEnd;
  /** All that are watched and listed, read or not; undefined: nothing was listed. */
  readonly workspaces?: readonly Workspace[];
  readonly readings: readonly SubReading[];
  /** Those that could not be read in their turn, such as one that was removed meanwhile (404). */
  readonly failed: readonly { readonly workspace: Workspace; readonly error: SmartlyqError }[];
  readonly fault?: SmartlyqError;
  readonly cursor: SweepCursor;
}

/**
 * Reads as many sub-accounts as the shared allowance permits, in turn. Never throws a SmartlyqError: what was read
 * before a fault stands.
 */
export async function readSweep(reading: SweepReading): Promise<RunReadings> {
  const { vendor, watched, share = 0.5, readUntilMs, clock } = reading;
  let { use, afterId, notBeforeMs } = reading.cursor;
  let rateLimit: RateLimit | undefined;
  let workspaces = reading.listed;
  let fault: SmartlyqError | undefined;
  const readings: SubReading[] = [];
  const failed: { workspace: Workspace; error: SmartlyqError }[] = [];

  /** Counts one request; its answer may not say what it left. */
  function countAnswer(seen: RateLimit | undefined): void {
    const nowMs = clock();
    rateLimit = seen ?? rateLimit;
    use =
      seen === undefined && use !== undefined && nowMs < use.resetAtMs
        ? { ...use, made: use.made + 1 }
        : countRequest(use, seen ?? assumedAllowance(use, nowMs));
  }

  function mayRequest(): boolean {
    const nowMs = clock();
    if (notBeforeMs !== undefined && nowMs < notBeforeMs) return false;
    // The window is over by our clock, and no answer of this run has said otherwise: the next one tells.
    if (use === undefined || (rateLimit === undefined && nowMs >= use.resetAtMs)) return true;
    return requestsLeft(use, rateLimit ?? assumedAllowance(use, nowMs), share) > 0;
  }

  function end(ended: SweepEnd): RunReadings {
    const cursor = {
      ...(ended !== 'sweep' && afterId !== undefined && { afterId }),
      use,
      notBeforeMs,
    };
    return {
      ended,
      workspaces,
      readings,
      failed,
      fault,
      cursor,
    };
  }

  async function request<T extends { rateLimit?: RateLimit }>(
    call: () => Promise<T>,
  ): Promise<T | SmartlyqError> {
    try {
      const answered = await call();
      countAnswer(answered.rateLimit);
      return answered;
    } catch (error) {
      if (!(error instanceof SmartlyqError)) throw error;
      countAnswer(undefined);
      if (error.kind === 'rate-limited') {
        notBeforeMs = clock() + Math.min(error.retryAfterMs ?? MINUTE_MS, LONGEST_PAUSE_MS);
      }
      return error;
    }
  }

  if (!mayRequest()) return end('allowance');
  if (workspaces === undefined) {
    const listed = await request(() => vendor.listWorkspaces());
    if (listed instanceof SmartlyqError) {
      fault = listed;
      return end('fault');
    }
    workspaces = listed.workspaces.filter(({ id }) => watched === 'all' || watched.includes(id));
    // A sweep that has no more than begun does not begin again: its list was one of few requests.
    afterId = BEFORE_ALL;
  }
  const inDoubt: (typeof failed)[number][] = [];
  const byId = new Map(workspaces.map((workspace) => [workspace.id, workspace]));
  for (const id of stillToRead([...byId.keys()], afterId)) {
    const workspace = byId.get(id);
    if (workspace === undefined) continue;
    if (clock() > readUntilMs) return end('time');
    if (!mayRequest()) return end('allowance');
    const answered = await request(() => vendor.readWorkspaceWallet(id));
    if (answered instanceof SmartlyqError && !isOfSubAccount(answered)) {
      inDoubt.push({ workspace, error: answered });
      if (!isOfEveryone(answered) && inDoubt.length < MAX_IN_A_ROW) continue;
      fault = answered;
      return end('fault');
    }
    // This one was answered, so it was the others' own fault: none of them may hold up the sweep for ever.
    failed.push(...inDoubt.splice(0));
    afterId = id;
    if (answered instanceof SmartlyqError) failed.push({ workspace, error: answered });
    else readings.push({ workspace, wallet: answered.wallet, ignored: answered.ignored });
  }
  failed.push(...inDoubt);
  return end('sweep');
}

/** A fault of this one sub-account, whatever becomes of the next one. */
function isOfSubAccount({ kind, status }: SmartlyqError): boolean {
  return status === 404 || kind === 'bad-answer' || (kind === 'unavailable' && status === 500);
}

/** Of the key, or of the allowance: asking for another one would only make it worse. */
function isOfEveryone({ kind }: SmartlyqError): boolean {
  return (
    kind === 'rate-limited' ||
    kind === 'unauthorized' ||
    kind === 'key-missing' ||
    kind === 'key-malformed'
  );
}
