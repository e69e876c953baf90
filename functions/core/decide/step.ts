import type { LogDay } from '../attribution/log-day.ts';
import type { Forecast } from '../forecast/forecast.ts';
import { addInterval, startHistory } from '../forecast/hourly-spend.ts';
import type { RuleInput } from '../kinds/rule.ts';
import { toNumber } from '../ledger/amount.ts';
import { aheadMs } from '../ledger/clock.ts';
import { dateOf, openDay, tally } from '../ledger/day-totals.ts';
import type { Reading } from '../ledger/reading.ts';
import { type Interval, intervalBetween, sumsOf } from '../ledger/spend.ts';
import { emptyAtOf, type Policy } from '../state/policy.ts';
import { restartedAt } from '../state/restart.ts';
import { forecastAt } from '../state/snapshot.ts';
import { topUpOf } from '../state/top-up.ts';
import {
  NOTHING_NOTIFIED,
  newState,
  type Series,
  type WalletState,
} from '../state/wallet-state.ts';
import { withLog } from '../state/with-log.ts';
import { billAfterAnswer, type ChargesAnswer, withoutBill } from '../upcoming/bill.ts';
import { planAfter } from '../upcoming/plan.ts';
import { changeOf, type RechargeAnswer, rechargeAfter } from '../upcoming/recharge.ts';
import type { VendorEvent } from '../vendor/vendor-event.ts';
import { type Decision, decideAlerts } from './decide-alerts.ts';
import { decisionUnderMutes, type StateDecision } from './decision-under-mutes.ts';
import { alertOfReading } from './make-alert.ts';
import { type Mutes, muteDecision } from './mute-decision.ts';
import { ruleInputOf } from './rule-input.ts';

/** What a step may know besides the reading. */
export interface StepContext {
  /** The vendor's clock at the time of the answer, epoch milliseconds. */
  readonly serverDateMs?: number;
  /** What the vendor pushed that led to this poll. */
  readonly event?: VendorEvent;
  /** What the vendor said of the auto-recharge, where it was asked. */
  readonly rechargeAnswer?: RechargeAnswer;
  /** What the vendor said of the next bill, where it was asked. */
  readonly chargesAnswer?: ChargesAnswer;
  /** What has been read of the request log, where there is something to take in. */
  readonly logDays?: readonly LogDay[];
  /** A reading that was dated so far ahead was set aside before this step. @default none was */
  readonly aheadMs?: number;
  /** What people have asked for. @default nothing: everything is heard */
  readonly mutes?: Mutes;
}

export interface StepResult extends StateDecision {
  readonly forecast: Forecast;
  /** Since the last reading; absent for the first of a series and for one that is not newer than the last. */
  readonly interval?: Interval;
}

/**
 * The one step that decides everything about a reading; the Lambda, the local watch, the demo and the replay
 * call it. A reading that is not newer than the last changes nothing, unless the last one was dated by a
 * clock that was wrong. A changed currency starts a new series.
 */
export function step(
  state: WalletState | undefined,
  reading: Reading,
  policy: Policy,
  nowMs: number,
  context: StepContext = {},
): StepResult {
  const before = state ?? newState(nowMs);
  const { series } = before;
  if (series === undefined) {
    const first = withAnswers(started(reading), context);
    return decide(before, withLogDays(first, context, nowMs), policy, nowMs, context);
  }
  const ahead = aheadMs(series.lastReading, nowMs, context.serverDateMs);
  if (ahead > 0) return restart(before, series, reading, policy, nowMs, context, ahead);
  if (reading.atMs <= series.lastReading.atMs) {
    const outcomes = { reading: { skips: 'not newer than the last one' } };
    return { state: before, forecast: forecastAt(series, policy, nowMs), alerts: [], outcomes };
  }
  if (reading.balance.currency !== series.lastReading.balance.currency) {
    return newCurrency(before, series, reading, policy, nowMs, context);
  }

  const interval = intervalBetween(series.lastReading, reading);
  const observed = observedSpend(interval, series.lastReading, policy);
  // What the vendor says now is of the next bill, and the one before may be in this very interval.
  const { spend, bill } = withoutBill(series.bill, interval, observed);
  const plan = planAfter(series.plan, reading, series.lastReading, interval);
  const { today, closedDays } = tally(series.today, before.closedDays, interval, reading);
  const next: Series = {
    lastReading: reading,
    sums: sumsOf(interval),
    spend: addInterval(series.spend, { toMs: reading.atMs, spend }),
    today,
    plan,
    bill,
    log: series.log,
  };
  const last = series.lastReading;
  const { isEmptyNotified } = before.memory;
  // Asking costs a forecast, and most intervals have no rise.
  const burnPerDay = () => forecastAt(series, policy, last.atMs).burnPerDay;
  const topUp = topUpOf(interval, last, reading, policy, isEmptyNotified, burnPerDay);
  const notified = withLogDays(withAnswers(next, context, series, interval), context, nowMs);
  const change = changeOf(series.recharge, notified.recharge);
  const extra = {
    topUp,
    ...(interval.kind === 'reset' && { isRefilled: true as const }),
    rechargeChange: change,
  };
  return {
    ...decide({ ...before, closedDays }, notified, policy, nowMs, context, extra),
    interval,
  };
}

/** An empty wallet spends nothing because its calls are refused: that says nothing about its burn. */
function observedSpend(interval: Interval, previous: Reading, policy: Policy): number | undefined {
  const wasEmpty = toNumber(previous.balance) <= emptyAtOf(policy, previous.balance.currency);
  return interval.kind !== 'spend' || wasEmpty ? undefined : toNumber(interval.spend);
}

function started(reading: Reading): Series {
  const plan = planAfter(undefined, reading);
  return {
    lastReading: reading,
    spend: startHistory(reading.atMs),
    today: openDay(dateOf(reading.atMs), reading.balance),
    plan,
  };
}

function withAnswers(
  series: Series,
  { chargesAnswer, rechargeAnswer, event }: StepContext,
  before?: Series,
  interval?: Interval,
): Series {
  const bill = billAfterAnswer(series.bill, chargesAnswer);
  const known = before?.recharge;
  const recharge = rechargeAfter(known, rechargeAnswer, series.lastReading, interval, event);
  return { ...series, ...(bill && { bill }), ...(recharge && { recharge }) };
}

function withLogDays(series: Series, { logDays }: StepContext, nowMs: number): Series {
  return logDays === undefined ? series : withLog(series, logDays, nowMs);
}

function newCurrency(
  before: WalletState,
  series: Series,
  reading: Reading,
  policy: Policy,
  nowMs: number,
  context: StepContext,
): StepResult {
  const next = started(reading);
  // The row of a day is in the currency that the wallet had at its end.
  const hasClosed = next.today.date !== series.today.date;
  const closedDays = hasClosed ? [...before.closedDays, series.today] : before.closedDays;
  const past = { ...before, closedDays, memory: NOTHING_NOTIFIED };
  const decided = decide(past, next, policy, nowMs, context);
  const previousCurrency = series.lastReading.balance.currency;
  const notified: Decision = {
    kind: 'new-currency',
    reason: `the wallet now counts in ${reading.balance.currency}, before in ${previousCurrency}`,
  };
  const input = ruleInputOf(next, decided.forecast, policy, nowMs);
  const alert = alertOfReading(notified, input, next, { previousCurrency });
  const isHeard = muteDecision(alert, context.mutes ?? {}, before.watch) !== 'muted';
  return { ...decided, alerts: isHeard ? [alert, ...decided.alerts] : decided.alerts };
}

/** The last reading lies ahead of every clock: what was learned is kept up to now, and counting goes on. */
function restart(
  before: WalletState,
  series: Series,
  reading: Reading,
  policy: Policy,
  nowMs: number,
  context: StepContext,
  ahead: number,
): StepResult {
  const isSameCurrency = reading.balance.currency === series.lastReading.balance.currency;
  const next = isSameCurrency ? restartedAt(series, reading) : started(reading);
  const memory = isSameCurrency ? { ...before.memory, underSinceMs: {} } : NOTHING_NOTIFIED;
  return decide({ ...before, memory }, next, policy, nowMs, { ...context, aheadMs: ahead });
}

function decide(
  before: WalletState,
  series: Series,
  policy: Policy,
  nowMs: number,
  { mutes = {}, event, aheadMs: ahead }: StepContext,
  extra: Pick<RuleInput, 'topUp' | 'isRefilled' | 'rechargeChange'> = {},
): StepResult {
  const { fault: ended, ...watch } = before.watch;
  const asked = forecastAt(series, policy, nowMs);
  // What happened to a sub-account is not this wallet's trouble.
  const isOwn = event !== undefined && event.workspaceId === undefined;
  const input = {
    ...ruleInputOf(series, asked, policy, nowMs),
    ...extra,
    aheadMs: ahead,
    ended,
    event: isOwn ? event : undefined,
  };
  const decided = decideAlerts(input, before.memory);
  return {
    ...decisionUnderMutes({ ...before, watch }, series, input, decided, mutes),
    forecast: asked,
  };
}
