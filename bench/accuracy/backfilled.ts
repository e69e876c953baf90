import { type LogDay, readFurther, unreadDay } from '../../functions/core/attribution/log-day.ts';
import type { LoggedCall } from '../../functions/core/attribution/logged-call.ts';
import { type HourlySpend, startHistory } from '../../functions/core/forecast/hourly-spend.ts';
import { parseAmount } from '../../functions/core/ledger/amount.ts';
import { dateOf, openDay } from '../../functions/core/ledger/day-totals.ts';
import { DAY_MS, HOUR_MS } from '../../functions/core/ledger/durations.ts';
import { withLog } from '../../functions/core/state/with-log.ts';
import type { Known } from './forecasters.ts';
import { randomOf } from './random.ts';

const MAX_CALLS_AN_HOUR = 12;

/**
 * The history of a wallet that is read for the first time now, and whose request log has what is known: rows drawn
 * so that each hour's costs, with the six decimals of the vendor, add up to its spend.
 */
export function backfilledHistory({ nowMs, spend }: Known): HourlySpend {
  const fromMs = nowMs - spend.length * HOUR_MS;
  const random = randomOf(7);
  const calls = [...spend].flatMap((hour, at): LoggedCall[] => {
    const count = hour > 0 ? 1 + Math.floor(random() * MAX_CALLS_AN_HOUR) : 0;
    return Array.from({ length: count }, (_, call) => ({
      id: `${at}-${call}`,
      atMs: fromMs + at * HOUR_MS + Math.floor(random() * 3_600) * 1_000,
      cost: Number((hour / count).toFixed(6)),
      isRefused: false,
    }));
  });
  const balance = parseAmount(1, 'USD');
  const series = {
    lastReading: { atMs: nowMs, balance },
    spend: startHistory(nowMs),
    today: openDay(dateOf(nowMs), balance),
  };
  return withLog(series, daysOf(calls, fromMs, nowMs), nowMs).spend;
}

function daysOf(calls: readonly LoggedCall[], fromMs: number, nowMs: number): LogDay[] {
  const days: LogDay[] = [];
  // Of a day that began before what is known, the log would say more.
  for (let atMs = Math.ceil(fromMs / DAY_MS) * DAY_MS; atMs < nowMs; atMs += DAY_MS) {
    const date = dateOf(atMs);
    const ofDay = calls.filter((call) => call.atMs >= atMs && call.atMs < atMs + DAY_MS);
    const untilMs = atMs + DAY_MS <= nowMs ? undefined : nowMs;
    days.push(readFurther(unreadDay(date, untilMs), ofDay, atMs));
  }
  return days;
}
