import type { SnoozeStore } from '../adapters/table/snooze-item.ts';
import type { WalletStore } from '../adapters/table/wallet-store.ts';
import { subAccountParts } from '../core/agency/sub-account.ts';
import { muteOf } from '../core/decide/current-mute.ts';
import { inForce } from '../core/decide/mute-decision.ts';
import { dateOf } from '../core/ledger/day-totals.ts';
import { DAY_MS } from '../core/ledger/durations.ts';
import { emptyAtOf, type Policy } from '../core/state/policy.ts';
import { forecastAt, forecastFrom, projectionsAhead } from '../core/state/snapshot.ts';
import type { Series } from '../core/state/wallet-state.ts';
import { type Purchase, suggestPurchase } from '../core/upcoming/purchase.ts';
import { staleAfterMs } from '../engine/runtime.ts';
import type { WalletReport } from './report-data.ts';

export interface ReportDeps {
  readonly store: Pick<WalletStore, 'load' | 'readings' | 'days' | 'logDays' | 'alerts'>;
  readonly snoozes: Pick<SnoozeStore, 'read'>;
}

/** Enough for every chart by the hour; what is older is shown by the day. */
const READINGS_DAYS = 31;
const HISTORY_DAYS = 400;
/** A month of bars, and the four weeks before the last one to compare it with. */
const LOG_DAYS = 37;
/** The clock that dated the readings may be ahead of ours. */
const AHEAD_MS = DAY_MS;
/** Reads all that a wallet's page shows: a few queries, whatever the age of the wallet. */
export async function loadReport(
  wallet: { readonly id: string; readonly name: string },
  policy: Policy,
  pollMinutes: number,
  nowMs: number,
  { store, snoozes }: ReportDeps,
): Promise<WalletReport> {
  const untilMs = nowMs + AHEAD_MS;
  const agency = subAccountParts(wallet.id)?.parent;
  const firstDay = dateOf(nowMs - HISTORY_DAYS * DAY_MS);
  const [{ state, pause: own }, snooze, agencys, readings, days, alerts, logDays] =
    await Promise.all([
      store.load(wallet.id, untilMs),
      snoozes.read(wallet.id),
      agency === undefined ? undefined : store.load(agency, untilMs),
      Array.fromAsync(store.readings(wallet.id, nowMs - READINGS_DAYS * DAY_MS, untilMs)),
      Array.fromAsync(store.days(wallet.id, firstDay, dateOf(untilMs))),
      Array.fromAsync(store.alerts(wallet.id, nowMs - HISTORY_DAYS * DAY_MS, untilMs)),
      Array.fromAsync(store.logDays(wallet.id, dateOf(nowMs - LOG_DAYS * DAY_MS), dateOf(untilMs))),
    ]);
  const pause = inForce(own, agencys?.pause);
  const mutes = { snooze, pause };
  const mute = muteOf(mutes, state, nowMs);
  const lastDate = days.at(-1)?.date ?? '';
  const series = state?.series;
  const openDays = [...(state?.closedDays ?? []), ...(series ? [series.today] : [])];
  const purchase = series && purchaseFor(series, policy, nowMs);
  const projections = series && projectionsAhead(series, policy);
  const reset = series && forecastAt(series, policy, series.lastReading.atMs).reset;
  return {
    ...wallet,
    readings,
    days: [...days, ...openDays.filter(({ date }) => date > lastDate && date >= firstDay)],
    alerts,
    logDays,
    ...(series?.log?.ratio !== undefined && { logRatio: series.log.ratio }),
    levelsDays: policy.levelsDays,
    ...(state && { firingLevels: state.memory.firingLevels }),
    emptyAt: emptyAtOf(policy, readings.at(-1)?.reading.balance.currency ?? ''),
    staleAfterMs: staleAfterMs(pollMinutes),
    ...(series && { spend: series.spend }),
    ...(projections && { projections }),
    ...(reset && { reset }),
    ...(purchase && { purchase }),
    ...(mute && { mute }),
  };
}

function purchaseFor(series: Series, policy: Policy, nowMs: number): Purchase | undefined {
  return suggestPurchase(
    series.lastReading.balance,
    forecastAt(series, policy, nowMs).burnPerDay,
    nowMs,
    (balance) => forecastFrom(balance, series, policy, nowMs).runwayDays,
  );
}
