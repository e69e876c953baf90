import {
  MAX_SNOOZE_MS,
  MAX_SNOOZE_NAME,
  MAX_SNOOZE_REASON,
  SNOOZE_TOLERANCE_MS,
  type Snooze,
} from '../alert/snooze.ts';
import { isFiring, KIND_ENTRIES } from '../kinds/index.ts';
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

/** The silence that is asked for, with what has been notified by now: anything worse will break it. */
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

/** The worst of the firing alerts that a snooze may be set for; undefined where there is none. */
export function snoozableAlerts(
  memory: AlertMemory,
): (Required<Pick<Snooze, 'severity'>> & Pick<Snooze, 'levelDays'>) | undefined {
  const { firingLevels } = memory;
  const levelDays = firingLevels.length > 0 ? Math.min(...firingLevels) : undefined;
  const severities = KIND_ENTRIES.flatMap(([kind, { isSnoozable, severity }]) =>
    isFiring(kind, memory) && (isSnoozable || kind === 'depleted') ? severity({ levelDays }) : [],
  );
  const worst = (['critical', 'warning', 'info'] as const).find((one) => severities.includes(one));
  return worst && { severity: worst, levelDays };
}
