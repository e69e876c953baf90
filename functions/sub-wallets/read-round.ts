import type { RateLimit } from '../adapters/answer-facts.ts';
import type { SmartlyqClient, WorkspaceWalletAnswer } from '../adapters/smartlyq-client.ts';
import { SmartlyqError } from '../adapters/smartlyq-error.ts';
import {
  assumedAllowance,
  countRequest,
  inTurn,
  requestsLeft,
  type WindowUse,
} from '../core/pacing.ts';
import type { Workspace, WorkspaceWallet } from '../core/workspace.ts';

/** Where the last round ended, and what it used of the allowance; to be kept in the parent's state. */
export interface RoundCursor {
  /** The sub-account that was read last. */
  readonly afterId?: string;
  readonly use?: WindowUse;
  /** The vendor asked for a pause until then, epoch milliseconds. */
  readonly notBeforeMs?: number;
}

export interface RoundDeps {
  /** Should try each call once (`maxAttempts: 1`): who fails has another turn, and nothing sleeps here. */
  readonly client: Pick<SmartlyqClient, 'listWorkspaces' | 'readWorkspaceWallet'>;
  readonly watched: 'all' | readonly string[];
  readonly cursor: RoundCursor;
  /** Of the requests that this run has made already, such as the parent's own balance, the answers' allowances. */
  readonly before?: readonly (RateLimit | undefined)[];
  /** Of what the window leaves, in (0, 1]. @default 0.5 */
  readonly share?: number;
  /** No read begins after this, epoch milliseconds. */
  readonly deadlineMs: number;
  readonly clock: () => number;
}

export interface SubReading {
  readonly workspace: Workspace;
  readonly wallet: WorkspaceWallet;
  /** Fields that were unsound and left out. */
  readonly ignored: readonly string[];
}

/**
 * - `lap`: every sub-account was read.
 * - `allowance`: our share of the window is used up.
 * - `time`: the deadline came.
 * - `fault`: `fault` says which; what it would be for one is what it would be for all.
 */
export type RoundEnd = 'lap' | 'allowance' | 'time' | 'fault';

export interface Round {
  readonly ended: RoundEnd;
  /** All that are watched and listed, read or not; undefined: the list could not be read. */
  readonly workspaces?: readonly Workspace[];
  readonly readings: readonly SubReading[];
  /** Those that could not be read in their turn, such as one that was removed meanwhile (404). */
  readonly failed: readonly { readonly workspace: Workspace; readonly error: SmartlyqError }[];
  readonly fault?: SmartlyqError;
  readonly cursor: RoundCursor;
  readonly rateLimit?: RateLimit;
}

/**
 * Reads as many sub-accounts as the shared allowance permits, in turn. Never throws a SmartlyqError: what was read
 * before a fault stands.
 */
export async function readRound(deps: RoundDeps): Promise<Round> {
  const { client, watched, share = 0.5, deadlineMs, clock } = deps;
  let { use, afterId, notBeforeMs } = deps.cursor;
  let rateLimit: RateLimit | undefined;
  let workspaces: readonly Workspace[] | undefined;
  let fault: SmartlyqError | undefined;
  const readings: SubReading[] = [];
  const failed: { workspace: Workspace; error: SmartlyqError }[] = [];

  /** Counts one request; its answer may not say what it left. */
  function note(seen: RateLimit | undefined): void {
    const nowMs = clock();
    rateLimit = seen ?? rateLimit;
    use =
      seen === undefined && use !== undefined && nowMs < use.resetAtMs
        ? { ...use, made: use.made + 1 }
        : countRequest(use, seen ?? assumedAllowance(use, nowMs));
  }

  function mayAsk(): boolean {
    const nowMs = clock();
    if (notBeforeMs !== undefined && nowMs < notBeforeMs) return false;
    // The window is over by our clock, and no answer of this run has said otherwise: the next one tells.
    if (use === undefined || (rateLimit === undefined && nowMs >= use.resetAtMs)) return true;
    return requestsLeft(use, rateLimit ?? assumedAllowance(use, nowMs), share) > 0;
  }

  function end(ended: RoundEnd): Round {
    const cursor = {
      ...(afterId !== undefined && { afterId }),
      ...(use && { use }),
      ...(notBeforeMs !== undefined && { notBeforeMs }),
    };
    return {
      ended,
      ...(workspaces && { workspaces }),
      readings,
      failed,
      ...(fault && { fault }),
      cursor,
      ...(rateLimit && { rateLimit }),
    };
  }

  async function ask<T extends { rateLimit?: RateLimit }>(
    call: () => Promise<T>,
  ): Promise<T | SmartlyqError> {
    try {
      const answered = await call();
      note(answered.rateLimit);
      return answered;
    } catch (error) {
      if (!(error instanceof SmartlyqError)) throw error;
      note(undefined);
      if (error.kind === 'rate-limited') {
        notBeforeMs = clock() + (error.retryAfterMs ?? 60_000);
      }
      return error;
    }
  }

  for (const seen of deps.before ?? []) note(seen);
  if (!mayAsk()) return end('allowance');
  const listed = await ask(() => client.listWorkspaces());
  if (listed instanceof SmartlyqError) {
    fault = listed;
    return end('fault');
  }
  workspaces = listed.workspaces.filter(({ id }) => watched === 'all' || watched.includes(id));
  const byId = new Map(workspaces.map((workspace) => [workspace.id, workspace]));
  for (const id of inTurn([...byId.keys()], afterId)) {
    const workspace = byId.get(id);
    if (workspace === undefined) continue;
    if (clock() > deadlineMs) return end('time');
    if (!mayAsk()) return end('allowance');
    const answered = await ask(() => client.readWorkspaceWallet(id));
    if (answered instanceof SmartlyqError && !isItsOwn(answered)) {
      fault = answered;
      return end('fault');
    }
    afterId = id;
    if (answered instanceof SmartlyqError) failed.push({ workspace, error: answered });
    else readings.push(readingOf(workspace, answered));
  }
  return end('lap');
}

function readingOf(workspace: Workspace, { wallet, ignored }: WorkspaceWalletAnswer): SubReading {
  return { workspace, wallet, ignored };
}

/** A fault of this one sub-account; all others would meet the next one as well. */
function isItsOwn({ kind, status }: SmartlyqError): boolean {
  return status === 404 || kind === 'bad-answer' || (kind === 'unavailable' && status === 500);
}
