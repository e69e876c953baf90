import type { Severity } from '../alert/alert.ts';
import type { SeverityFacts } from './kind.ts';

export const info = (): Severity => 'info';
export const warning = (): Severity => 'warning';

/** Being blind or mute is as bad as the date that nobody would hear of: critical where the wallet may be empty within a day. */
export function severityOfBlindness({ forecastState, runwayDays }: SeverityFacts): Severity {
  if (forecastState === 'empty') return 'critical';
  if (!runwayDays) return 'warning';
  // While learning, p10 is no more than a guess.
  const early = forecastState === 'learning' ? runwayDays.p90 : runwayDays.p10;
  return early < 1 ? 'critical' : 'warning';
}

/** Whoever gets critical alerts must know that there will be none while one is open. */
export function severityOfMute({ isCriticalOpen }: SeverityFacts): Severity {
  return isCriticalOpen ? 'critical' : 'info';
}
