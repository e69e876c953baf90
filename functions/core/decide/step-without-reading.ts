import { addFault, type Fault } from '../alert/fault.ts';
import { severityOf } from '../kinds/index.ts';
import type { Policy } from '../state/policy.ts';
import { snapshotOf } from '../state/snapshot.ts';
import { newState, type WalletState } from '../state/wallet-state.ts';
import { decideFault } from './decide-fault.ts';
import { alertOfFault } from './make-alert.ts';
import { muteDecision } from './mute-decision.ts';
import type { StepContext, StepResult } from './step.ts';

/** The step of a poll that got no reading: nothing is resolved, and the state of the balance is frozen. */
export function stepWithoutReading(
  state: WalletState | undefined,
  fault: Fault,
  policy: Policy,
  nowMs: number,
  { mutes = {} }: StepContext = {},
): Pick<StepResult, 'state' | 'alerts' | 'outcomes'> {
  const before = state ?? newState(nowMs);
  const { watch } = before;
  const run = addFault(watch.fault, fault, nowMs);
  const lastReadingAtMs = before.series?.lastReading.atMs;
  const input = { nowMs, run, lastReadingAtMs };
  const snapshot = snapshotOf(before, policy, nowMs);
  const decided = decideFault(input, severityOf('no-data', snapshot));
  const alert = decided.decision && alertOfFault(decided.decision, snapshot, fault, nowMs);
  const isHeard = alert !== undefined && muteDecision(alert, mutes, watch) !== 'muted';
  const kept = alert !== undefined && !isHeard ? run : decided.run;
  return {
    state: { ...before, watch: { ...watch, fault: kept } },
    alerts: isHeard ? [alert] : [],
    outcomes: decided.outcomes,
  };
}
