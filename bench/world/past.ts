import { backlogAt } from '../../functions/core/attribution/log-backlog.ts';
import { step } from '../../functions/core/decide/step.ts';
import type { Forecast } from '../../functions/core/forecast/forecast.ts';
import { parseAmount } from '../../functions/core/ledger/amount.ts';
import { type DayTotals, dateOf } from '../../functions/core/ledger/day-totals.ts';
import { DAY_MS, MINUTE_MS } from '../../functions/core/ledger/durations.ts';
import type { Reading } from '../../functions/core/ledger/reading.ts';
import { type Interval, intervalBetween } from '../../functions/core/ledger/spend.ts';
import type { Policy } from '../../functions/core/state/policy.ts';
import type { WalletState } from '../../functions/core/state/wallet-state.ts';
import { dailyRhythm } from '../../simulator/daily-rhythm.ts';
import { createSimulatedWallet } from '../../simulator/wallet.ts';

export const QUARTER_MS = 15 * MINUTE_MS;
/** More than the forecaster remembers: whatever came before left nothing in the state. */
const REMEMBERED_DAYS = 29;
/** Five years. */
export const LONGEST_DAYS = 1_826;
export const PER_DAY = 96;

export const BENCH_POLICY: Policy = { levelsDays: [7, 3, 1], timeZone: 'Europe/Berlin' };

export interface PastReading {
  readonly reading: Reading;
  readonly interval: Interval | undefined;
  readonly forecast: Forecast;
}

/** What a wallet that was polled every 15 minutes has in the table. */
export interface Past {
  /** Oldest first. */
  readonly readings: readonly PastReading[];
  readonly days: readonly DayTotals[];
  readonly state: WalletState;
}

/**
 * A wallet with plenty left after so many days of polls, the last of them at `endMs`: no alert is near. It ends
 * with the same balance whatever the days.
 * The last 29 days are stepped through; before them a reading carries the forecast of the first stepped one,
 * because nothing but its size matters here.
 */
export function quietPast(days: number, endMs: number): Past {
  const startMs = endMs - days * DAY_MS;
  const wallet = createSimulatedWallet({
    startMs: endMs - LONGEST_DAYS * DAY_MS,
    balance: PER_DAY * (LONGEST_DAYS + 120),
    currency: 'SQC',
    spend: dailyRhythm({ perDay: PER_DAY, seed: 8 }),
  });
  const steppedFromMs = Math.max(startMs, endMs - REMEMBERED_DAYS * DAY_MS);
  const totals: DayTotals[] = [];
  const stepped: PastReading[] = [];
  const before: { reading: Reading; interval: Interval | undefined }[] = [];
  let state: WalletState | undefined;
  let last: Reading | undefined;
  for (let atMs = startMs; atMs <= endMs; atMs += QUARTER_MS) {
    const balance = parseAmount(wallet.balanceAt(atMs), 'SQC');
    const none = parseAmount(0, 'SQC');
    const reading: Reading = { atMs, balance, purchased: balance, monthly: none };
    const interval = last && intervalBetween(last, reading);
    last = reading;
    if (atMs < steppedFromMs) {
      before.push({ reading, interval });
      if (totals.at(-1)?.date !== dateOf(atMs)) totals.push(dayOf(reading));
      continue;
    }
    const result = step(state, reading, BENCH_POLICY, atMs);
    state = { ...result.state, closedDays: [] };
    totals.push(...result.state.closedDays.filter(({ date }) => date !== totals.at(-1)?.date));
    stepped.push({ reading, interval, forecast: result.forecast });
  }
  const [first] = stepped;
  if (state === undefined || first === undefined) throw new RangeError('a past has readings');
  const { forecast } = first;
  // The request log has been read up to here, as it is on the second day of a deployment.
  const log = { ...backlogAt(undefined, endMs), pending: 0, ratio: 50 };
  const series = state.series && { ...state.series, log };
  return {
    readings: [...before.map((entry) => ({ ...entry, forecast })), ...stepped],
    days: totals,
    // As polls leave it: with a wallet that seems to be polled no more, every other poll would look for it.
    state: {
      ...state,
      series,
      watch: { ...state.watch, checkedAtMs: endMs, aliveSinceMs: startMs },
    },
  };
}

function dayOf({ atMs, balance }: Reading): DayTotals {
  const spend = parseAmount(PER_DAY, balance.currency);
  const topUp = parseAmount(0, balance.currency);
  return { date: dateOf(atMs), spend, topUp, balance, readings: 96 };
}
