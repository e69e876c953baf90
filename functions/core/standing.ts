import type { AlertFacts } from './alert.ts';
import { toNumber } from './amount.ts';
import { type Forecast, forecast } from './forecast.ts';
import { emptyAtOf, type Policy } from './policy.ts';
import type { Series, WalletState } from './wallet-state.ts';

const DAY_MS = 86_400_000;

/** Asks the forecaster about a series, as if the wallet held `balance`. */
export function askWith(balance: number, series: Series, policy: Policy, nowMs: number): Forecast {
  const { lastReading, spend } = series;
  const emptyAt = emptyAtOf(policy, lastReading.balance.currency);
  return forecast({ balance, emptyAt, history: spend, nowMs: Math.max(nowMs, spend.lastAtMs) });
}

export function ask(series: Series, policy: Policy, nowMs: number): Forecast {
  return askWith(toNumber(series.lastReading.balance), series, policy, nowMs);
}

export type StandingFacts = Pick<
  AlertFacts,
  'balance' | 'burnPerDay' | 'forecastState' | 'runwayDays' | 'readAtMs'
>;

/** How the wallet stands as far as anybody knows: the last forecast, less the time that has passed since. */
export function standingOf(
  { series }: Pick<WalletState, 'series'>,
  policy: Policy,
  nowMs: number,
): StandingFacts {
  if (series === undefined) {
    return { burnPerDay: 0, forecastState: 'learning', runwayDays: null };
  }
  const { balance, atMs } = series.lastReading;
  const { burnPerDay, state, runwayDays } = ask(series, policy, atMs);
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
  };
}
