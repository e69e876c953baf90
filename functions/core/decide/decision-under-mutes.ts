import type { Alert } from '../alert/alert.ts';
import type { RuleInput, RuleOutcome } from '../kinds/rule.ts';
import type { Series, WalletState } from '../state/wallet-state.ts';
import type { Decided } from './decide-alerts.ts';
import { alertOfReading } from './make-alert.ts';
import { type Mutes, memoryWhileMuted, muteDecision } from './mute-decision.ts';

export interface StateDecision {
  readonly state: WalletState;
  readonly alerts: readonly Alert[];
  /** Why each rule fires or skips. */
  readonly outcomes: Readonly<Record<string, RuleOutcome>>;
}

/** The state after a decision, and its alert unless it is muted. */
export function decisionUnderMutes(
  before: WalletState,
  series: Series,
  input: RuleInput,
  { memory, decision, outcomes }: Decided,
  mutes: Mutes,
): StateDecision {
  const { watch } = before;
  const { nowMs } = input;
  const state: WalletState = { ...before, series, memory };
  if (decision === undefined) return { state, alerts: [], outcomes };
  const alert = alertOfReading(decision, input, series);
  const muting = muteDecision(alert, mutes, watch);
  if (muting === 'notify') return { state, alerts: [alert], outcomes };
  if (muting === 'muted') {
    const whileMuted = memoryWhileMuted(alert.kind, before.memory, memory, nowMs);
    return { state: { ...state, memory: whileMuted }, alerts: [], outcomes };
  }
  const snooze = { setAtMs: mutes.snooze?.setAtMs ?? nowMs, isBroken: true };
  const loud = { ...alert, reason: `${alert.reason}; it got worse, which ends the snooze` };
  return { state: { ...state, watch: { ...watch, snooze } }, alerts: [loud], outcomes };
}
