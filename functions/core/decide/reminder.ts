import { KIND_ENTRIES } from '../kinds/index.ts';
import type { RuleOutcome } from '../kinds/rule.ts';
import { DAY_MS } from '../ledger/durations.ts';
import type { AlertMemory } from '../state/wallet-state.ts';

export const EVERY_MS = DAY_MS;
/** After that the digest carries it. */
export const MAX_REMINDERS = 3;

/** Repeats a critical alert that is still true, every 24 hours, three times. */
export function reminderRule(memory: AlertMemory, nowMs: number): RuleOutcome {
  const { urgent } = memory;
  for (const [kind, { isNotified, reminder }] of KIND_ENTRIES) {
    const repeated = isNotified?.(memory) ? reminder?.(memory) : undefined;
    if (repeated === undefined || urgent === undefined) continue;
    if (urgent.reminders >= MAX_REMINDERS) return { skips: 'reminded often enough' };
    if (nowMs - urgent.lastAtMs < EVERY_MS) return { skips: 'notified within the last day' };
    const reason = reminderReason(urgent.reminders + 1, repeated.still);
    return { fires: kind, levelDays: repeated.levelDays, reason };
  }
  return { skips: 'nothing critical is firing' };
}

/** @param still what has not changed: the balance and the date may have */
export function reminderReason(reminder: number, still: string): string {
  return `reminder ${reminder} of ${MAX_REMINDERS}: ${still}`;
}
