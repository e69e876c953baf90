import { type Alert, severityOf } from './alert.ts';
import { toNumber } from './amount.ts';
import { dateOf, openDay, tally } from './day-totals.ts';
import { type Decision, decideAlerts } from './decide-alerts.ts';
import { type Forecast, forecast } from './forecast.ts';
import { addInterval, startHistory } from './hourly-spend.ts';
import { emptyAtOf, floorOf, type Policy } from './policy.ts';
import { suggestPurchase } from './purchase.ts';
import type { Reading } from './reading.ts';
import { topUpOf } from './rules/top-up.ts';
import type { Verdict, View } from './rules/verdict.ts';
import { type Interval, intervalBetween } from './spend.ts';
import { NOTHING_TOLD, type WalletState } from './wallet-state.ts';

export interface StepResult {
  readonly state: WalletState;
  readonly forecast: Forecast;
  /** Since the last reading; absent for the first of a series and for one that is not newer than the last. */
  readonly interval?: Interval;
  readonly alerts: readonly Alert[];
  /** Each rule's reason to speak or to be quiet. */
  readonly verdicts: Readonly<Record<string, Verdict>>;
}

/**
 * The one step that decides everything; the Lambda, the local watch, the demo and the replay call it.
 * A reading that is not newer than the last changes nothing. A changed currency starts a new series.
 */
export function step(
  state: WalletState | undefined,
  reading: Reading,
  policy: Policy,
  nowMs: number,
): StepResult {
  if (state === undefined) return firstOfSeries(undefined, reading, policy, nowMs);
  if (reading.atMs <= state.lastReading.atMs) {
    const verdicts = { reading: { quiet: 'not newer than the last one' } };
    return { state, forecast: ask(state, state.lastReading, policy, nowMs), alerts: [], verdicts };
  }
  if (reading.balance.currency !== state.lastReading.balance.currency) {
    return firstOfSeries(state, reading, policy, nowMs);
  }

  const interval = intervalBetween(state.lastReading, reading);
  const history = addInterval(state.spend, {
    toMs: reading.atMs,
    spend: observedSpend(interval, state.lastReading, policy),
  });
  const burnBefore = ask(state, state.lastReading, policy, state.lastReading.atMs).burnPerDay;
  const next = {
    ...state,
    ...tally(state, interval, reading),
    lastReading: reading,
    spend: history,
  };
  const topUp = topUpOf(interval, burnBefore);
  return { ...decide(next, policy, nowMs, topUp && { topUp }), interval };
}

/** An empty wallet spends nothing because its calls are refused: that says nothing about its burn. */
function observedSpend(interval: Interval, previous: Reading, policy: Policy): number | undefined {
  const wasEmpty = toNumber(previous.balance) <= emptyAtOf(policy, previous.balance.currency);
  return interval.kind === 'top-up' || wasEmpty ? undefined : toNumber(interval.spend);
}

function firstOfSeries(
  former: WalletState | undefined,
  reading: Reading,
  policy: Policy,
  nowMs: number,
): StepResult {
  const started: WalletState = {
    lastReading: reading,
    spend: startHistory(reading.atMs),
    today: openDay(dateOf(reading.atMs), reading.balance),
    closedDays: former?.closedDays ?? [],
    memory: NOTHING_TOLD,
    outbox: former?.outbox ?? [],
  };
  const decided = decide(started, policy, nowMs);
  if (former === undefined) return decided;
  const previousCurrency = former.lastReading.balance.currency;
  const told: Decision = {
    kind: 'new-currency',
    reason: `the wallet now counts in ${reading.balance.currency}, before in ${previousCurrency}`,
  };
  const alert = alertOf(told, viewOf(started, decided.forecast, policy, nowMs), started);
  const facts = { ...alert.facts, previousCurrency };
  return { ...decided, alerts: [{ ...alert, facts }, ...decided.alerts] };
}

function decide(
  state: WalletState,
  policy: Policy,
  nowMs: number,
  extra: Pick<View, 'topUp'> = {},
): StepResult {
  const asked = ask(state, state.lastReading, policy, nowMs);
  const view: View = { ...viewOf(state, asked, policy, nowMs), ...extra };
  const { memory, decision, verdicts } = decideAlerts(view, state.memory);
  const alerts = decision === undefined ? [] : [alertOf(decision, view, state)];
  return { state: { ...state, memory }, forecast: asked, alerts, verdicts };
}

function viewOf(state: WalletState, asked: Forecast, policy: Policy, nowMs: number): View {
  return { nowMs, reading: state.lastReading, forecast: asked, policy };
}

function ask(state: WalletState, reading: Reading, policy: Policy, nowMs: number): Forecast {
  return askWith(toNumber(reading.balance), state, reading, policy, nowMs);
}

function askWith(
  balance: number,
  state: WalletState,
  reading: Reading,
  policy: Policy,
  nowMs: number,
): Forecast {
  const emptyAt = emptyAtOf(policy, reading.balance.currency);
  return forecast({
    balance,
    emptyAt,
    history: state.spend,
    nowMs: Math.max(nowMs, state.spend.lastAtMs),
  });
}

function alertOf(decision: Decision, view: View, state: WalletState): Alert {
  const { reading, forecast: asked, policy, nowMs } = view;
  const { balance } = reading;
  const { kind, reason, levelDays, toldAtMs, reminder } = decision;
  const isTrouble =
    kind === 'runway' || kind === 'floor' || kind === 'depleted' || levelDays !== undefined;
  const purchase = isTrouble
    ? suggestPurchase(
        balance,
        asked.burnPerDay,
        nowMs,
        (money) => askWith(money, state, reading, policy, nowMs).runwayDays,
      )
    : undefined;
  return {
    kind,
    reason,
    severity: severityOf(kind, levelDays),
    atMs: nowMs,
    facts: {
      balance,
      burnPerDay: asked.burnPerDay,
      forecastState: asked.state,
      runwayDays: asked.runwayDays,
      ...(levelDays !== undefined && { levelDays }),
      ...(kind === 'floor' && { floor: floorOf(policy, balance.currency) }),
      ...(kind === 'topped-up' && view.topUp !== undefined && { topUp: view.topUp }),
      ...(toldAtMs !== undefined && { toldAtMs }),
      ...(purchase !== undefined && { purchase }),
      ...(reminder !== undefined && { reminder }),
    },
  };
}
