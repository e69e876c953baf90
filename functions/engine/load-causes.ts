import { unwaitingPace } from '../adapters/smartlyq/log-pace.ts';
import { type ReadCalls, readCalls } from '../adapters/smartlyq/read-calls.ts';
import type { Alert } from '../core/alert/alert.ts';
import { attributionOf } from '../core/attribution/attribution.ts';
import { LOG_CURRENCY } from '../core/attribution/log-ratio.ts';
import { loggedSpendOf } from '../core/attribution/logged-spend.ts';
import { USUAL_WEEKS, usualSpendOf } from '../core/attribution/usual-spend.ts';
import { spendBetween } from '../core/digest/digest.ts';
import { KINDS } from '../core/kinds/index.ts';
import { dateOf } from '../core/ledger/day-totals.ts';
import { DAY_MS, HOUR_MS, SECOND_MS, WEEK_MS } from '../core/ledger/durations.ts';
import type { Series, WalletState } from '../core/state/wallet-state.ts';
import type { RefusedCalls, SpendCauses } from '../core/wording/spend-causes.ts';
import type { RequestLog, Run } from './runtime.ts';

type LogRun = Run & { readonly requestLog: RequestLog };

/** For one notification, in all: pages of 100 calls, and time that an alert may lose. */
const MAX_REQUESTS = 5;
const MAX_MS = 5 * SECOND_MS;
const MAX_REFUSED_REQUESTS = 2;
/** A few calls explain nothing. */
const MIN_CALLS = 5;

/**
 * What the request log says of an alert: what the spend before it went to, and which calls were refused since it ran
 * dry. Never takes longer than 5 seconds, and never throws: without an answer the notification goes without it.
 */
export async function loadCauses(
  alert: Alert,
  { series }: Pick<WalletState, 'series'>,
  run: Run,
): Promise<SpendCauses> {
  const { causeHours: hours, countsRefusals: isRefusing = false } = KINDS[alert.kind];
  const { log, wallet, requestLog } = run;
  const today = dateOf(run.clock());
  const isUsable = series !== undefined && !series.log?.isContradicted;
  if (requestLog === undefined || !isUsable || series.log?.refusedOn === today) return {};
  if (hours === undefined && !isRefusing) return {};
  const found: { -readonly [K in keyof SpendCauses]: SpendCauses[K] } = {};
  const deadlineMs = run.clock() + MAX_MS;
  const read = async () => {
    const logRun = { ...run, requestLog };
    if (isRefusing) found.refused = await refusedCalls(alert, deadlineMs, logRun);
    if (hours === undefined) return;
    found.attribution = await attribution(alert, hours, deadlineMs, series, logRun);
  };
  const stopping = new AbortController();
  const tooLate = new Promise<void>((resolve) => {
    const timer = setTimeout(resolve, MAX_MS);
    stopping.signal.addEventListener('abort', () => clearTimeout(timer));
  });
  const gaveUp = (error: unknown) =>
    log.warn('a message goes without its causes', { wallet: wallet.id, error: String(error) });
  await Promise.race([read().catch(gaveUp), tooLate]);
  stopping.abort();
  return { ...found };
}

async function attribution(
  { kind, atMs }: Alert,
  hours: number,
  deadlineMs: number,
  series: Series,
  run: LogRun,
): Promise<SpendCauses['attribution']> {
  const { store, wallet } = run;
  const wantedMs = Math.floor((atMs - hours * HOUR_MS) / HOUR_MS) * HOUR_MS;
  const toMs = Math.max(series.lastReading.atMs, wantedMs + HOUR_MS);
  const maxRequests = MAX_REQUESTS - (KINDS[kind].countsRefusals ? MAX_REFUSED_REQUESTS : 0);
  const bounds = { maxRequests, deadlineMs };
  const read = await readPart(wantedMs, toMs, bounds, undefined, run);
  // From a whole hour on, as the balance's fall is known.
  const fromMs = Math.ceil(read.reachedMs / HOUR_MS) * HOUR_MS;
  const isWhole = fromMs < toMs;
  const startMs = isWhole ? fromMs : read.reachedMs;
  const window = loggedSpendOf(read.calls.filter(({ atMs: calledMs }) => calledMs >= startMs));
  if (window.calls < MIN_CALLS) return undefined;
  const { currency } = series.lastReading.balance;
  const measured = isWhole ? spendBetween(series.spend, fromMs, toMs) : undefined;
  const known = series.log?.ratio ?? (currency === LOG_CURRENCY ? 1 : undefined);
  const ratio = known ?? (measured === undefined ? 0 : measured / window.total);
  if (!(ratio > 0)) return undefined;
  const before = dateOf(startMs - USUAL_WEEKS * WEEK_MS - DAY_MS);
  const days = await Array.fromAsync(store.logDays(wallet.id, before, dateOf(toMs)));
  const usual = usualSpendOf({ fromMs: startMs, toMs }, days, ratio);
  return {
    ...attributionOf({ window, measured, currency, ratio, usual }),
    fromMs: startMs,
    toMs,
  };
}

/** Since it was first notified that the wallet is empty, or within the last day. */
async function refusedCalls(
  { atMs, facts }: Alert,
  deadlineMs: number,
  run: LogRun,
): Promise<RefusedCalls | undefined> {
  const fromMs = Math.min(facts.notifiedAtMs ?? atMs, atMs) - DAY_MS;
  const bounds = { maxRequests: MAX_REFUSED_REQUESTS, deadlineMs };
  const read = await readPart(fromMs, atMs + SECOND_MS, bounds, 402, run);
  const refused = read.calls.filter(({ isRefused }) => isRefused);
  if (refused.length === 0) return undefined;
  return {
    count: refused.length,
    sinceMs: Math.min(...refused.map((call) => call.atMs)),
    isMore: read.ended !== 'whole',
  };
}

async function readPart(
  fromMs: number,
  toMs: number,
  bounds: { readonly maxRequests: number; readonly deadlineMs: number },
  statusCode: number | undefined,
  { requestLog, clock, log, wallet }: LogRun,
): Promise<ReadCalls> {
  const readLog: RequestLog['readLog'] = (query) => requestLog.readLog({ ...query, statusCode });
  const read = await readCalls({ fromMs, toMs }, bounds, {
    readLog,
    pace: unwaitingPace(clock),
    clock,
  });
  if (read.fault !== undefined) {
    const error = read.fault.message;
    log.warn('a message goes without its causes', { wallet: wallet.id, error });
  }
  return read;
}
