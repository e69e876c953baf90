import { billFailed } from '../kinds/bill-failed.ts';
import { rechargeAtRisk } from '../kinds/recharge-at-risk.ts';
import type { Policy } from '../state/policy.ts';
import { forecastAt } from '../state/snapshot.ts';
import type { WalletState } from '../state/wallet-state.ts';
import type { VendorEvent } from '../vendor/vendor-event.ts';
import { withoutPassed } from './decide-alerts.ts';
import { decisionUnderMutes, type StateDecision } from './decision-under-mutes.ts';
import type { Mutes } from './mute-decision.ts';
import { ruleInputOf } from './rule-input.ts';

/**
 * The step of an event without a new reading: what only the event says is decided on the wallet as it was last seen.
 * Whatever a reading would say waits for one. A wallet that was never read has nothing to decide on.
 */
export function stepOnEvent(
  before: WalletState,
  event: VendorEvent,
  policy: Policy,
  nowMs: number,
  mutes: Mutes = {},
): StateDecision {
  // What happened to a sub-account is not this wallet's trouble.
  if (before.series === undefined || event.workspaceId !== undefined) {
    return { state: before, alerts: [], outcomes: {} };
  }
  const { lastReading, recharge = { readOn: '' } } = before.series;
  const hasFailed = event.name === 'wallet.recharge.failed';
  const failed = { ...recharge, failedAtMs: lastReading.atMs };
  const series = hasFailed ? { ...before.series, recharge: failed } : before.series;
  const forecast = forecastAt(series, policy, nowMs);
  const input = { ...ruleInputOf(series, forecast, policy, nowMs), event };
  const { rule } = hasFailed ? rechargeAtRisk : billFailed;
  const { outcome, memory } = rule(input, before.memory);
  const decision = 'fires' in outcome ? { kind: outcome.fires, reason: outcome.reason } : undefined;
  const outcomes = { [hasFailed ? 'recharge-at-risk' : 'bill-failed']: outcome };
  const decided = { memory: withoutPassed(memory, outcomes), decision, outcomes };
  return decisionUnderMutes(before, series, input, decided, mutes);
}

/** Events whose news no reading shows: a decision without a reading is all that they need. */
export function isDecidedWithoutReading({ name }: VendorEvent): boolean {
  return name === 'wallet.recharge.failed' || name === 'account_billing.failed';
}
