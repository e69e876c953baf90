import { unwaitingPace } from '../adapters/smartlyq/log-pace.ts';
import {
  BACKLOG_DAYS,
  backlogAt,
  isLogDue,
  pendingDates,
  wantedDays,
} from '../core/attribution/log-backlog.ts';
import type { LogDay } from '../core/attribution/log-day.ts';
import { dateOf } from '../core/ledger/day-totals.ts';
import { DAY_MS, SECOND_MS } from '../core/ledger/durations.ts';
import type { WalletState } from '../core/state/wallet-state.ts';
import { bestEffort, logIgnoredFields } from '../engine/log.ts';
import type { Run } from '../engine/runtime.ts';
import type { PollRuntime } from './poll-runtime.ts';
import { readLogDays } from './read-log.ts';

/** So much of a poll's time and of the key's allowance may go to the log. */
const MAX_REQUESTS = 10;
const MAX_MS = 10 * SECOND_MS;

/** What was read of the request log, where there is something to take into the state. Costs nothing on a quiet poll. */
export async function loadLogDays(
  state: WalletState | undefined,
  atMs: number,
  { requestLog, store, wallet, log }: PollRuntime,
): Promise<readonly LogDay[] | undefined> {
  const { series } = state ?? {};
  if (requestLog === undefined || !isLogDue(series?.log, atMs)) return undefined;
  const startMs = atMs - (BACKLOG_DAYS + 1) * DAY_MS;
  // Of a wallet that has been watched for longer, only the days that are pending matter.
  const isYoung = (series?.spend.firstAtMs ?? atMs) > startMs;
  const oldest = pendingDates(backlogAt(series?.log, atMs)).at(-1);
  const from = isYoung || oldest === undefined ? dateOf(startMs) : oldest;
  return bestEffort(log, 'going on without the request log', { wallet: wallet.id }, () =>
    Array.fromAsync(store.logDays(wallet.id, from, dateOf(atMs + DAY_MS))),
  );
}

/**
 * Reads on in the request log, after all alerts are sent: some pages, and what they say is taken in by the next poll.
 * Nothing here may fail a poll. A key without the scope is said once, and asked again once a day.
 */
export async function readLogStep(
  { series }: WalletState,
  logDays: readonly LogDay[] | undefined,
  run: PollRuntime & Run,
): Promise<void> {
  const { requestLog, store, wallet, clock, log, deadlineMs } = run;
  const nowMs = clock();
  if (requestLog === undefined || logDays === undefined || !isLogDue(series?.log, nowMs)) return;
  const facts = { wallet: wallet.id };
  await bestEffort(log, 'the request log is not read', facts, async () => {
    const { dates, known } = wantedDays(
      series?.log,
      series?.spend.firstAtMs ?? nowMs,
      logDays,
      nowMs,
    );
    const { fault, ignored } = await readLogDays(
      dates,
      known,
      { maxRequests: MAX_REQUESTS, deadlineMs: Math.min(deadlineMs, nowMs + MAX_MS) },
      { wallet, store, clock, pace: unwaitingPace(clock), readLog: requestLog.readLog },
    );
    logIgnoredFields(log, ignored, true, facts);
    if (fault === undefined) return;
    const isForbidden = fault.kind === 'forbidden';
    if (!(isForbidden && series?.log?.refusedOn !== undefined)) {
      log.warn('going on without the request log', { ...facts, error: fault.message });
    }
    if (isForbidden) await keepRefusal(run);
  });
}

async function keepRefusal({ store, wallet, clock }: PollRuntime & Run): Promise<void> {
  const nowMs = clock();
  const { state, version } = await store.load(wallet.id, nowMs);
  if (state?.series === undefined) return;
  const refused = { ...backlogAt(state.series.log, nowMs), refusedOn: dateOf(nowMs) };
  const series = { ...state.series, log: refused };
  await store.saveState(wallet.id, { ...state, series }, version);
}
