import type { Alert, AlertFacts, AlertKind } from '../alert/alert.ts';
import type { Fault } from '../alert/fault.ts';
import { isAfterBurst } from '../forecast/model/burn.ts';
import { windowOf } from '../forecast/model/window.ts';
import { KINDS, severityOf } from '../kinds/index.ts';
import type { RuleInput } from '../kinds/rule.ts';
import { toNumber } from '../ledger/amount.ts';
import { forecastFrom, nextRechargeOf, type SnapshotFacts } from '../state/snapshot.ts';
import type { Series } from '../state/wallet-state.ts';
import { suggestPurchase } from '../upcoming/purchase.ts';
import type { Decision } from './decide-alerts.ts';
import type { DecidedFault } from './decide-fault.ts';

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
  const { reading, forecast, policy, nowMs, topUp, ended } = input;
  const { balance } = reading;
  const { kind, reason, levelDays, notifiedAtMs, reminder, timesUsual } = decision;
  const needsTopUp = KINDS[kind].needsTopUp || levelDays !== undefined;
  const runwayAt = (money: number) => forecastFrom(money, series, policy, nowMs).runwayDays;
  const purchase = needsTopUp
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
    ...KINDS[kind].facts?.(input),
    ...(wasToppedUp && isAfterBurst(windowOf(input.spend)) && { isAfterBurst: true }),
    notifiedAtMs,
    purchase,
    reminder,
    ...(ended?.notified && { ended: { kind: ended.notified.kind, sinceMs: ended.sinceMs } }),
    reset: forecast.reset,
    nextRecharge,
    ...extra,
  };
  return makeAlert(kind, reason, facts, nowMs);
}

/** An alert about missing readings: how the wallet stood when it was last seen. */
export function alertOfFault(
  { kind, reason, reminder }: NonNullable<DecidedFault['decision']>,
  snapshot: SnapshotFacts,
  { scope, isForbidden }: Fault,
  nowMs: number,
): Alert {
  const facts = {
    ...snapshot,
    reminder,
    ...(kind === 'key-rejected' && isForbidden && { isForbidden }),
    ...(kind === 'key-rejected' && scope !== undefined && { scope }),
  };
  return makeAlert(kind, reason, facts, nowMs);
}
