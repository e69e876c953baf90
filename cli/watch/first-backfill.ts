import { setTimeout as pause } from 'node:timers/promises';
import { waitingPace } from '../../functions/adapters/smartlyq/log-pace.ts';
import {
  BACKLOG_DAYS,
  isLogDue,
  wantedDays,
} from '../../functions/core/attribution/log-backlog.ts';
import { dateOf } from '../../functions/core/ledger/day-totals.ts';
import { DAY_MS, SECOND_MS } from '../../functions/core/ledger/durations.ts';
import type { PollRuntime } from '../../functions/poll/poll-runtime.ts';
import { readLogDays } from '../../functions/poll/read-log.ts';
import type { Job } from './in-turn.ts';

/** Between these, polls have their turn. */
const PAGES_AT_ONCE = 5;

/**
 * Reads at the first start what the request log says of the days before, a few pages at a time beside the polls, and
 * polls again when it is whole: the forecast is there on the first day. What is left then is the polls' own.
 */
export function firstBackfill(
  runtime: PollRuntime,
  pollAgain: () => Promise<void>,
  say: (text: string) => void,
): Job {
  const { requestLog, store, wallet, clock } = runtime;
  // The allowance is counted in this machine's time, whatever time the wallet is in.
  const pace = waitingPace(Date.now, (ms) => pause(ms));
  const bounds = { maxRequests: PAGES_AT_ONCE, deadlineMs: Number.POSITIVE_INFINITY };
  let isDone = requestLog === undefined;

  async function readOn(): Promise<void> {
    if (requestLog === undefined) return;
    const { state } = await store.load(wallet.id, clock());
    const { log } = state?.series ?? {};
    // Nothing is pending, or the poll was refused and has said so.
    isDone = state?.series !== undefined && !isLogDue(log, clock());
    if (isDone || state?.series === undefined) return;
    const nowMs = clock();
    const oldest = dateOf(nowMs - (BACKLOG_DAYS + 1) * DAY_MS);
    const found = await Array.fromAsync(store.logDays(wallet.id, oldest, dateOf(nowMs + DAY_MS)));
    const { dates, known } = wantedDays(log, state.series.spend.firstAtMs, found, nowMs);
    const { readLog } = requestLog;
    const read = await readLogDays(dates, known, bounds, { wallet, store, clock, pace, readLog });
    isDone = read.whole === dates.length || (read.fault !== undefined && !read.fault.retryable);
    if (read.fault !== undefined) say(`the request log is not read: ${read.fault.message}`);
    if (read.whole === 0 || !isDone) return;
    say(`${BACKLOG_DAYS} days of SmartlyQ's request log are read`);
    await pollAgain();
  }

  return {
    everyMs: SECOND_MS,
    async run() {
      if (isDone) return;
      await readOn().catch((error: unknown) => {
        isDone = true;
        say(`the request log is not read: ${String(error)}`);
      });
    },
  };
}
