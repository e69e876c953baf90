import { unwaitingPace } from '../../functions/adapters/smartlyq/log-pace.ts';
import { readCalls } from '../../functions/adapters/smartlyq/read-calls.ts';
import { type Attribution, attributionOf } from '../../functions/core/attribution/attribution.ts';
import {
  isWhole,
  type LogDay,
  readFurther,
  unreadDay,
} from '../../functions/core/attribution/log-day.ts';
import { LOG_CURRENCY } from '../../functions/core/attribution/log-ratio.ts';
import { joined } from '../../functions/core/attribution/logged-spend.ts';
import { USUAL_WEEKS, usualSpendOf } from '../../functions/core/attribution/usual-spend.ts';
import { toNumber } from '../../functions/core/ledger/amount.ts';
import { dateOf } from '../../functions/core/ledger/day-totals.ts';
import { DAY_MS, WEEK_MS } from '../../functions/core/ledger/durations.ts';
import { CommandError } from '../command-error.ts';
import type { WalletAccess } from '../opened-history.ts';
import { logSource } from './log-source.ts';

/** Of today: 100 calls each. */
const MAX_REQUESTS = 30;

export interface LoadedSpend {
  readonly fromMs: number;
  readonly toMs: number;
  /** Those of the log, oldest first. */
  readonly days: readonly LogDay[];
  /** What the balance fell by, by date, in `currency`. */
  readonly measured: ReadonlyMap<string, number>;
  readonly currency: string;
  /** Units of `currency` for one of the log's. */
  readonly ratio: number;
  readonly attribution: Attribution;
  /** Why today is not in it. */
  readonly without?: string;
}

/** Whole UTC days, the one of `sinceMs` included. @returns undefined where the log was not read of any of them */
export async function loadSpend(
  access: WalletAccess,
  wallet: string,
  sinceMs: number,
  stack: string | undefined,
): Promise<LoadedSpend | undefined> {
  const { store, clock } = access;
  const nowMs = clock();
  const [today, from] = [dateOf(nowMs), dateOf(Math.min(sinceMs, nowMs))];
  const before = dateOf(Date.parse(from) - USUAL_WEEKS * WEEK_MS - DAY_MS);
  const [{ state }, all, totals] = await Promise.all([
    store.load(wallet, nowMs),
    Array.fromAsync(store.logDays(wallet, before, today)),
    Array.fromAsync(store.days(wallet, from, today)),
  ]);
  const { series, closedDays = [] } = state ?? {};
  const read = await readToday(access, wallet, nowMs, stack);
  const days = all.filter((day) => isWhole(day) && day.date >= from);
  if (!('without' in read)) days.push(read);
  if (days.length === 0) return undefined;
  // Where the ratio is not known, the log speaks for itself, in its own currency.
  const ratio = series?.log?.ratio ?? 1;
  const isOwn = series?.log?.ratio !== undefined;
  const currency = isOwn ? (series?.lastReading.balance.currency ?? LOG_CURRENCY) : LOG_CURRENCY;
  const known = [...totals, ...closedDays, ...(series ? [series.today] : [])];
  const measured = new Map(
    known
      .filter(({ spend }) => spend.currency === currency)
      .map(({ date, spend }) => [date, toNumber(spend)]),
  );
  const toMs = 'without' in read ? Date.parse(today) : nowMs;
  const fromMs = Date.parse(days[0]?.date ?? from);
  const window = joined(days.map(({ spend }) => spend));
  const fell = days.reduce(
    (sum, { date, spend }) => sum + Math.max(measured.get(date) ?? 0, spend.total * ratio),
    0,
  );
  const usual = usualSpendOf({ fromMs, toMs }, all, ratio);
  return {
    fromMs,
    toMs,
    days,
    measured,
    currency,
    ratio,
    attribution: attributionOf({ window, measured: fell, currency, ratio, usual }),
    without: 'without' in read ? read.without : undefined,
  };
}

async function readToday(
  access: WalletAccess,
  wallet: string,
  nowMs: number,
  stack: string | undefined,
): Promise<LogDay | { without: string }> {
  try {
    const readLog = await logSource(stack, access, wallet);
    const { date, reachedMs } = unreadDay(dateOf(nowMs));
    const bounds = { maxRequests: MAX_REQUESTS, deadlineMs: Number.POSITIVE_INFINITY };
    const pace = unwaitingPace(Date.now);
    const window = { fromMs: Date.parse(date), toMs: Math.min(nowMs + 1_000, reachedMs) };
    const { calls, ended, fault } = await readCalls(window, bounds, {
      readLog,
      pace,
      clock: Date.now,
    });
    if (ended === 'whole') return readFurther(unreadDay(date), calls, Date.parse(date));
    return { without: `today is not included: ${fault?.message ?? 'it has too many calls'}` };
  } catch (error) {
    if (!(error instanceof CommandError)) throw error;
    return { without: `today is not included: ${error.message.split('\n')[0]}` };
  }
}
