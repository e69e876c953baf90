import { severityOfLevel } from '../../alert/alert.ts';
import type { AlertMemory } from '../../state/wallet-state.ts';
import { days } from '../../text/numbers.ts';
import type { RuleOutcome } from './rule.ts';

export const EVERY_MS = 24 * 3_600_000;
/** After that the digest carries it. */
export const MAX_REMINDERS = 3;

/** Repeats a critical message that still stands, every 24 hours, three times. */
export function reminderRule(memory: AlertMemory, nowMs: number): RuleOutcome {
  const deepest = Math.min(...memory.notifiedLevels);
  const isEmpty = memory.isEmptyNotified && !memory.isAboveEmpty;
  const stands = isEmpty || severityOfLevel(deepest) === 'critical';
  if (!stands || memory.urgent === undefined) return { skips: 'nothing urgent stands' };
  if (memory.urgent.reminders >= MAX_REMINDERS) return { skips: 'reminded often enough' };
  if (nowMs - memory.urgent.lastAtMs < EVERY_MS) return { skips: 'told within the last day' };
  const reminder = memory.urgent.reminders + 1;
  return isEmpty
    ? { fires: 'depleted', reason: reminderReason(reminder, 'it is still empty') }
    : {
        fires: 'runway',
        levelDays: deepest,
        reason: reminderReason(reminder, `still under ${days(deepest)}`),
      };
}

/** @param still what has not changed: the balance and the date may have */
export function reminderReason(reminder: number, still: string): string {
  return `reminder ${reminder} of ${MAX_REMINDERS}: ${still}`;
}
