import { severityOfLevel } from '../alert/alert.ts';
import {
  MAX_SNOOZE_MS,
  MAX_SNOOZE_NAME,
  MAX_SNOOZE_REASON,
  SNOOZE_TOLERANCE_MS,
  type Snooze,
} from '../alert/snooze.ts';
import type { AlertMemory } from '../state/wallet-state.ts';
import { cleanName } from '../text/clean-name.ts';

/** What somebody asks for: texts as typed, until when as epoch milliseconds. */
export interface SnoozeRequest {
  readonly untilMs: number;
  readonly reason: string;
  readonly by?: string;
}

/** Why a request cannot be met; each is said to whoever asks. */
export type SnoozeFault = 'no-reason' | 'over' | 'too-long';

/** The silence that is asked for, with what has been told by now: anything worse will break it. */
export function requestSnooze(
  { untilMs, reason, by = '' }: SnoozeRequest,
  memory: AlertMemory | undefined,
  nowMs: number,
): Snooze | SnoozeFault {
  const why = cleanName(reason, MAX_SNOOZE_REASON);
  const who = cleanName(by, MAX_SNOOZE_NAME);
  if (why === '') return 'no-reason';
  if (!(untilMs > nowMs)) return 'over';
  if (untilMs > nowMs + MAX_SNOOZE_MS + SNOOZE_TOLERANCE_MS) return 'too-long';
  return {
    untilMs,
    setAtMs: nowMs,
    reason: why,
    ...(who !== '' && { by: who }),
    ...(memory && snoozableAlerts(memory)),
  };
}

/** The worst of the open alerts that a snooze can mute; undefined where there is none. */
export function snoozableAlerts(
  memory: AlertMemory,
): (Required<Pick<Snooze, 'severity'>> & Pick<Snooze, 'levelDays'>) | undefined {
  const { notifiedLevels, isFloorNotified, isEmptyNotified, spikeNotifiedAtMs, debitNotifiedForMs } = memory;
  const levelDays = notifiedLevels.length > 0 ? Math.min(...notifiedLevels) : undefined;
  const level = levelDays !== undefined && { levelDays };
  const ofLevel = levelDays === undefined ? undefined : severityOfLevel(levelDays);
  if (isEmptyNotified || ofLevel === 'critical') return { severity: 'critical', ...level };
  const isWarned =
    isFloorNotified ||
    spikeNotifiedAtMs !== undefined ||
    debitNotifiedForMs !== undefined ||
    ofLevel === 'warning';
  if (isWarned) return { severity: 'warning', ...level };
  return ofLevel === undefined ? undefined : { severity: ofLevel, ...level };
}
