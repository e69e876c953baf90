import type { LogPace } from '../adapters/smartlyq/read-calls.ts';
import {
  type ReadCalls,
  type ReadCallsBounds,
  readCalls,
} from '../adapters/smartlyq/read-calls.ts';
import type { WalletReads } from '../adapters/smartlyq/wallet-reads.ts';
import type { WalletStore } from '../adapters/table/wallet-store.ts';
import { isRead, type LogDay, readFurther, unreadDay } from '../core/attribution/log-day.ts';
import { dateOf } from '../core/ledger/day-totals.ts';
import { DAY_MS } from '../core/ledger/durations.ts';

export interface ReadLogRuntime {
  readonly wallet: { readonly id: string };
  readonly store: Pick<WalletStore, 'logDays' | 'putLogDay'>;
  readonly readLog: WalletReads['readLog'];
  readonly pace: LogPace;
  readonly clock: () => number;
}

export interface LogRead extends Pick<ReadCalls, 'ended' | 'fault' | 'ignored' | 'requests'> {
  /** How many of the wanted days are read whole now. */
  readonly whole: number;
  /** All that is known of them now, newest first. */
  readonly days: readonly LogDay[];
}

/**
 * Reads on in the request log of whole UTC days, and keeps with each day what it says. What was read once is not read
 * again, so it can be stopped and called at any time. Never throws a SmartlyqError.
 * @param dates wanted, newest first
 * @param known of these dates, what was read before
 */
export async function readLogDays(
  dates: readonly string[],
  known: readonly LogDay[],
  bounds: ReadCallsBounds,
  runtime: ReadLogRuntime,
): Promise<LogRead> {
  const days = new Map(known.map((day) => [day.date, day]));
  const dayOf = (date: string) => days.get(date) ?? unreadDay(date);
  const isOpen = (date: string) => !isRead(dayOf(date));
  let requests = 0;
  let last: Pick<ReadCalls, 'ended' | 'fault' | 'ignored'> = { ended: 'whole', ignored: [] };
  for (let first = dates.find(isOpen); first !== undefined; first = dates.find(isOpen)) {
    const run = daysInARow(first, dates.filter(isOpen));
    const fromMs = Date.parse(run.at(-1) ?? first);
    const toMs = dayOf(first).reachedMs;
    const maxRequests = bounds.maxRequests - requests;
    const read = await readCalls({ fromMs, toMs }, { ...bounds, maxRequests }, runtime);
    requests += read.requests;
    last = read;
    for (const date of run) {
      const before = dayOf(date);
      if (read.reachedMs >= before.reachedMs) continue;
      const day = readFurther(before, read.calls, read.reachedMs);
      days.set(date, day);
      await runtime.store.putLogDay(runtime.wallet.id, day);
    }
    if (read.ended !== 'whole') break;
  }
  const whole = dates.filter((date) => !isOpen(date)).length;
  const found = dates.flatMap((date) => days.get(date) ?? []);
  return { ...last, requests, whole, days: found };
}

/** From the first on, without a gap: one window for all of them. */
function daysInARow(first: string, open: readonly string[]): string[] {
  const run: string[] = [];
  for (const date of open.slice(open.indexOf(first))) {
    const before = run.at(-1);
    if (before !== undefined && dateOf(Date.parse(before) - DAY_MS) !== date) break;
    run.push(date);
  }
  return run;
}
