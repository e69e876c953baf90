import type { AlertFacts } from '../alert/alert.ts';
import {
  type Forecast,
  type ForecastInput,
  forecast,
  type Projections,
  projectionsOf,
} from '../forecast/forecast.ts';
import { toNumber } from '../ledger/amount.ts';
import { DAY_MS } from '../ledger/durations.ts';
import { type Debit, debitsOf } from '../upcoming/bill.ts';
import { resetsAhead } from '../upcoming/plan.ts';
import { isWorking, type NextRecharge } from '../upcoming/recharge.ts';
import { emptyAtOf, type Policy } from './policy.ts';
import type { Series, WalletState } from './wallet-state.ts';

/** Asks the forecaster about a series, as if the wallet held `balance`. */
export function forecastFrom(
  balance: number,
  series: Series,
  policy: Policy,
  nowMs: number,
): Forecast {
  return forecast(inputOf(balance, series, policy, nowMs));
}

/** The likely projections of the balance from the last reading on. */
export function projectionsAhead(series: Series, policy: Policy): Projections | undefined {
  const { balance, atMs } = series.lastReading;
  return projectionsOf(inputOf(toNumber(balance), series, policy, atMs));
}

function inputOf(balance: number, series: Series, policy: Policy, nowMs: number): ForecastInput {
  const { lastReading, spend } = series;
  const emptyAt = emptyAtOf(policy, lastReading.balance.currency);
  const atMs = Math.max(nowMs, spend.lastAtMs);
  return { balance, emptyAt, history: spend, nowMs: atMs, ...aheadOf(series, atMs) };
}

/** What is known of the days to come: refills by the plan, and bills. */
function aheadOf(
  { lastReading, plan, bill }: Series,
  nowMs: number,
): Pick<ForecastInput, 'events' | 'monthly'> {
  const { events, monthly } = resetsAhead(plan, lastReading, nowMs);
  return { events: [...events, ...debitsOf(bill, nowMs)], monthly };
}

export function forecastAt(series: Series, policy: Policy, nowMs: number): Forecast {
  return forecastFrom(toNumber(series.lastReading.balance), series, policy, nowMs);
}

/** A debit is looked at from this long before it: asking costs a forecast. */
const MAX_DEBIT_AHEAD_MS = 8 * DAY_MS;

/** The next debit, where it is near, and how long the wallet would last without any. */
export function debitAhead(
  series: Series,
  policy: Policy,
  nowMs: number,
): (Debit & { readonly withoutDays: number }) | undefined {
  const next = series.bill?.next;
  if (next === undefined || next.atMs <= nowMs || next.atMs - nowMs > MAX_DEBIT_AHEAD_MS) {
    return undefined;
  }
  const { bill: _, ...without } = series;
  const { runwayDays } = forecastAt(without, policy, nowMs);
  return { ...next, withoutDays: runwayDays?.p50 ?? Number.POSITIVE_INFINITY };
}

/** The next auto-recharge; undefined where none can be relied on. */
export function nextRechargeOf(
  series: Series,
  policy: Policy,
  nowMs: number,
): NextRecharge | undefined {
  const { recharge, lastReading } = series;
  if (!isWorking(recharge, nowMs)) return undefined;
  const { below = 0, amount = 0 } = recharge?.terms ?? {};
  const untilBelow = forecastAt(series, { ...policy, emptyAt: below }, nowMs);
  const isBelow = toNumber(lastReading.balance) < below;
  const days = isBelow ? 0 : untilBelow.runwayDays?.p50;
  return {
    amount,
    perMonth: 30 * untilBelow.burnPerDay,
    ...(days !== undefined && { atMs: nowMs + days * DAY_MS }),
  };
}

export type SnapshotFacts = Pick<
  AlertFacts,
  'balance' | 'burnPerDay' | 'forecastState' | 'runwayDays' | 'readAtMs' | 'isTestKey' | 'isFromLog'
>;

/** How the wallet stands as far as anybody knows: the last forecast, less the time that has passed since. */
export function snapshotOf(
  { series }: Pick<WalletState, 'series'>,
  policy: Policy,
  nowMs: number,
): SnapshotFacts {
  if (series === undefined) {
    return { burnPerDay: 0, forecastState: 'learning', runwayDays: null };
  }
  const { balance, atMs, isTestKey } = series.lastReading;
  const { burnPerDay, state, runwayDays, isFromLog } = forecastAt(series, policy, atMs);
  const passedDays = Math.max(0, nowMs - atMs) / DAY_MS;
  const left = (days: number) => Math.max(0, days - passedDays);
  return {
    balance,
    burnPerDay,
    forecastState: state,
    runwayDays: runwayDays && {
      p10: left(runwayDays.p10),
      p50: left(runwayDays.p50),
      p90: left(runwayDays.p90),
    },
    ...(nowMs > atMs && { readAtMs: atMs }),
    isTestKey: isTestKey || undefined,
    isFromLog,
  };
}
