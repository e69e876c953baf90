import { type Alert, type AlertFacts, type AlertKind, severityOf } from '../alert/alert.ts';
import type { Fault } from '../alert/fault.ts';
import { isAfterBurst } from '../forecast/model/burn.ts';
import { windowOf } from '../forecast/model/window.ts';
import { toNumber } from '../ledger/amount.ts';
import { floorOf } from '../state/policy.ts';
import { forecastFrom, nextRechargeOf, type SnapshotFacts } from '../state/snapshot.ts';
import type { Series } from '../state/wallet-state.ts';
import { suggestPurchase } from '../upcoming/purchase.ts';
import type { Decision } from './decide-alerts.ts';
import type { DecidedFault } from './decide-fault.ts';
import type { RuleInput } from './rules/rule.ts';

/** An alert with the severity that its facts give it. */
export function makeAlert(kind: AlertKind, reason: string, facts: AlertFacts, atMs: number): Alert {
  return { kind, reason, severity: severityOf(kind, facts), atMs, facts };
}

/** An alert about a reading, with what to buy where there is something to fix. */
export function alertOfReading(
  decision: Decision,
  input: RuleInput,
  series: Series,
  extra: Partial<AlertFacts> = {},
): Alert {
  const { reading, forecast, policy, nowMs, topUp, ended, aheadMs, debit } = input;
  const { balance } = reading;
  const { kind, reason, levelDays, notifiedAtMs, reminder, timesUsual } = decision;
  const isTrouble =
    [
      'runway',
      'floor',
      'depleted',
      'burn-spike',
      'debit-ahead',
      'recharge-at-risk',
      'bill-failed',
    ].includes(kind) || levelDays !== undefined;
  const runwayAt = (money: number) => forecastFrom(money, series, policy, nowMs).runwayDays;
  const purchase = isTrouble
    ? suggestPurchase(balance, forecast.burnPerDay, nowMs, runwayAt)
    : undefined;
  const nextRecharge = nextRechargeOf(series, policy, nowMs);
  const wasToppedUp = topUp !== undefined || toNumber(series.today.topUp) > 0;
  const facts: AlertFacts = {
    balance,
    burnPerDay: forecast.burnPerDay,
    forecastState: forecast.state,
    runwayDays: forecast.runwayDays,
    isFromLog: forecast.isFromLog,
    ...(reading.isTestKey && { isTestKey: true }),
    levelDays,
    timesUsual,
    ...(kind === 'floor' && { floor: floorOf(policy, balance.currency) }),
    ...(kind === 'topped-up' && topUp !== undefined && { topUp }),
    ...(wasToppedUp && isAfterBurst(windowOf(input.spend)) && { isAfterBurst: true }),
    notifiedAtMs,
    purchase,
    reminder,
    ...(ended?.notified && { ended: { kind: ended.notified.kind, sinceMs: ended.sinceMs } }),
    offMs: aheadMs,
    reset: forecast.reset,
    nextRecharge,
    ...(kind === 'debit-ahead' && debit && { debit: { atMs: debit.atMs, amount: debit.amount } }),
    ...extra,
  };
  return makeAlert(kind, reason, facts, nowMs);
}

/** An alert about missing readings: how the wallet stood when it was last seen. */
export function alertOfFault(
  { kind, reason, reminder }: NonNullable<DecidedFault['decision']>,
  standing: SnapshotFacts,
  { scope, isForbidden }: Fault,
  nowMs: number,
): Alert {
  const facts = {
    ...standing,
    ...(reminder !== undefined && { reminder }),
    ...(kind === 'key-rejected' && isForbidden && { isForbidden }),
    ...(kind === 'key-rejected' && scope !== undefined && { scope }),
  };
  return makeAlert(kind, reason, facts, nowMs);
}
