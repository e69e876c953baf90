import type { Policy } from '../state/policy.ts';
import { forecastAt } from '../state/snapshot.ts';
import type { WalletState } from '../state/wallet-state.ts';
import type { VendorEvent } from '../vendor/vendor-event.ts';
import type { Mutes } from './mute-decision.ts';
import { billFailedRule } from './rules/bill-failed.ts';
import { rechargeAtRiskRule } from './rules/recharge-at-risk.ts';
import { decisionHeard, type StepResult, viewOf } from './step.ts';

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
): Pick<StepResult, 'state' | 'alerts' | 'verdicts'> {
  // What happened to a sub-account is not this wallet's trouble.
  if (before.series === undefined || event.workspaceId !== undefined) {
    return { state: before, alerts: [], verdicts: {} };
  }
  const { lastReading, recharge = { readOn: '' } } = before.series;
  const hasFailed = event.name === 'wallet.recharge.failed';
  const failed = { ...recharge, failedAtMs: lastReading.atMs };
  const series = hasFailed ? { ...before.series, recharge: failed } : before.series;
  const view = { ...viewOf(series, forecastAt(series, policy, nowMs), policy, nowMs), event };
  const rule = hasFailed ? rechargeAtRiskRule : billFailedRule;
  const { verdict, memory } = rule(view, before.memory);
  const decision =
    'notify' in verdict ? { kind: verdict.notify, reason: verdict.reason } : undefined;
  const decided = { memory, decision, verdicts: { [event.name]: verdict } };
  return decisionHeard(before, series, view, decided, mutes);
}

/** Events whose news no reading shows: a decision without a reading is all that they need. */
export function isDecidedWithoutReading({ name }: VendorEvent): boolean {
  return name === 'wallet.recharge.failed' || name === 'account_billing.failed';
}
