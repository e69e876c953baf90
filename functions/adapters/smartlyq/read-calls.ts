import type { LoggedCall } from '../../core/attribution/logged-call.ts';
import { SECOND_MS } from '../../core/ledger/durations.ts';
import type { RateLimit } from './answer-facts.ts';
import { ROWS_PER_PAGE } from './log-answers.ts';
import { SmartlyqError } from './smartlyq-error.ts';
import type { WalletReads } from './wallet-reads.ts';

export interface ReadCallsDeps {
  /** Should try each page once (`maxAttempts: 1`). */
  readonly readLog: WalletReads['readLog'];
  readonly pace: LogPace;
  readonly clock: () => number;
}

/** Keeps the log's share of the key's allowance. */
export interface LogPace {
  /** Whether one more request may be made now; may wait for it. */
  mayAsk(): Promise<boolean>;
  /** What the answer said of the allowance. */
  saw(rateLimit: RateLimit | undefined): void;
}

export interface ReadCallsBounds {
  /** Pages, of 100 rows and at most 512 KB each. */
  readonly maxRequests: number;
  /** No request begins after this, epoch milliseconds by `clock`. */
  readonly deadlineMs: number;
}

/**
 * - `whole`: all of the window is read.
 * - `requests`, `time`, `allowance`: a bound was reached; the rest can be read later.
 * - `fault`: `fault` says which.
 */
export interface ReadCalls {
  readonly ended: 'whole' | 'requests' | 'time' | 'allowance' | 'fault';
  /** Each once; all calls of the window from `reachedMs` on. */
  readonly calls: readonly LoggedCall[];
  readonly reachedMs: number;
  readonly requests: number;
  /** What was unsound and left out: "[7].cost". */
  readonly ignored: readonly string[];
  readonly fault?: SmartlyqError;
}

/**
 * Reads the log's calls from `fromMs` to before `toMs` (whole seconds), the newest first. Rows that come while it
 * reads move older ones to the next page, so a row may come twice and none is missed. Never throws a SmartlyqError.
 */
export async function readCalls(
  { fromMs, toMs }: { readonly fromMs: number; readonly toMs: number },
  { maxRequests, deadlineMs }: ReadCallsBounds,
  { readLog, pace, clock }: ReadCallsDeps,
): Promise<ReadCalls> {
  const found = new Map<string, LoggedCall>();
  const ignored: string[] = [];
  let oldestMs = toMs;
  let requests = 0;

  function end(ended: ReadCalls['ended'], fault?: SmartlyqError): ReadCalls {
    const reachedMs = ended === 'whole' ? fromMs : reachedFrom(oldestMs, toMs, fromMs);
    const calls = [...found.values()].filter(({ atMs }) => atMs >= reachedMs);
    return { ended, calls, reachedMs, requests, ignored, fault };
  }

  for (let page = 1; ; page++) {
    if (requests >= maxRequests) return end('requests');
    if (clock() >= deadlineMs) return end('time');
    if (!(await pace.mayAsk())) return end('allowance');
    requests += 1;
    try {
      const answer = await readLog({ fromMs, toMs, page });
      pace.saw(answer.rateLimit);
      if (ignored.length === 0) ignored.push(...answer.ignored);
      for (const call of answer.calls) {
        oldestMs = Math.min(oldestMs, call.atMs);
        if (call.atMs >= fromMs && call.atMs < toMs) found.set(call.id, call);
      }
      if (answer.rows < ROWS_PER_PAGE || oldestMs < fromMs) return end('whole');
    } catch (error) {
      if (!(error instanceof SmartlyqError)) throw error;
      pace.saw(undefined);
      return end('fault', error);
    }
  }
}

/** Of the oldest second a part may be on the next page: it is read again, unless that would never end. */
function reachedFrom(oldestMs: number, toMs: number, fromMs: number): number {
  const secondMs = Math.floor(oldestMs / SECOND_MS) * SECOND_MS;
  const reachedMs = secondMs + SECOND_MS < toMs ? secondMs + SECOND_MS : secondMs;
  return oldestMs < toMs ? Math.max(fromMs, reachedMs) : toMs;
}
