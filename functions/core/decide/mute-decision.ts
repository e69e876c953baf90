import { type Alert, type AlertKind, isAtLeast } from '../alert/alert.ts';
import { MAX_SNOOZE_MS, SNOOZE_TOLERANCE_MS, type Snooze } from '../alert/snooze.ts';
import type { AlertMemory, WatchMemory } from '../state/wallet-state.ts';
import { cleanName } from '../text/clean-name.ts';

/** Somebody asked for no alerts at all of a wallet, or for all of them again. Readings go on. */
export interface Pause {
  readonly isPaused: boolean;
  readonly setAtMs: number;
  /** Who asked, as far as is known; nobody verified it. */
  readonly by?: string;
}

/** Of two requests one that pauses; of two alike the later one. */
export function inForce(own: Pause | undefined, agencys: Pause | undefined): Pause | undefined {
  if (own === undefined || agencys === undefined) return own ?? agencys;
  if (own.isPaused !== agencys.isPaused) return own.isPaused ? own : agencys;
  return own.setAtMs > agencys.setAtMs ? own : agencys;
}

/** What people have asked for, as it stands at the time of a poll. */
export interface Mutes {
  readonly snooze?: Snooze;
  readonly pause?: Pause;
}

/** What can wait while somebody knows about it. Emptiness and blindness cannot. */
export const SNOOZABLE_KINDS: readonly AlertKind[] = [
  'runway',
  'floor',
  'burn-spike',
  'debit-ahead',
];
/** They tell that something is over: unsaid, they are over all the same. */
const ENDINGS: readonly AlertKind[] = ['topped-up', 'recovered', 'new-currency', 'clock'];

export type MuteDecision = 'notify' | 'breaks-snooze' | 'muted';

/** Whether an alert is to be heard under these mutes. */
export function muteDecision(
  alert: Alert,
  { snooze, pause }: Mutes,
  watch: Pick<WatchMemory, 'snooze'> | undefined,
): MuteDecision {
  if (pause?.isPaused) return 'muted';
  if (snooze === undefined || !isActive(snooze, watch, alert.atMs)) return 'notify';
  if (!SNOOZABLE_KINDS.includes(alert.kind)) return 'notify';
  return isWorse(alert, snooze) ? 'breaks-snooze' : 'muted';
}

export function isActive(
  { setAtMs, untilMs, endedAtMs }: Snooze,
  watch: Pick<WatchMemory, 'snooze'> | undefined,
  nowMs: number,
): boolean {
  const isBroken = watch?.snooze?.setAtMs === setAtMs && watch.snooze.isBroken;
  // Whatever is stored: none lasts longer than may be asked for, and none begins later.
  const endsMs = Math.min(untilMs, Math.min(setAtMs, nowMs) + MAX_SNOOZE_MS + SNOOZE_TOLERANCE_MS);
  const hasBegun = setAtMs <= nowMs + SNOOZE_TOLERANCE_MS;
  return hasBegun && nowMs < endsMs && endedAtMs === undefined && !isBroken;
}

function isWorse({ severity, facts }: Alert, snooze: Snooze): boolean {
  if (facts.reminder !== undefined) return false;
  if (snooze.severity === undefined || !isAtLeast(snooze.severity, severity)) return true;
  return facts.levelDays !== undefined && facts.levelDays < (snooze.levelDays ?? 0);
}

/**
 * What is remembered where the alert was not heard: endings count as told; trouble does not, so that it is
 * told once the mute is over. What has re-armed stays armed.
 */
export function memoryWhileMuted(
  kind: AlertKind,
  before: AlertMemory,
  after: AlertMemory,
  nowMs: number,
): AlertMemory {
  if (ENDINGS.includes(kind)) return after;
  const { notifiedAtMs, urgent, spikeNotifiedAtMs, debitNotifiedForMs, riskNotified, billNotifiedFor } =
    before;
  const unsaid = after.notifiedLevels.filter((level) => !before.notifiedLevels.includes(level));
  const since = unsaid.map((level) => [level, before.underSinceMs[String(level)] ?? nowMs]);
  return {
    notifiedLevels: before.notifiedLevels.filter((level) => after.notifiedLevels.includes(level)),
    underSinceMs: { ...after.underSinceMs, ...Object.fromEntries(since) },
    isFloorNotified: before.isFloorNotified && after.isFloorNotified,
    isEmptyNotified: before.isEmptyNotified && after.isEmptyNotified,
    ...(before.isEmptyNotified && after.isAboveEmpty && { isAboveEmpty: true }),
    notifiedFor: after.notifiedFor,
    notifiedAtMs,
    billNotifiedFor,
    ...(riskNotified && after.riskNotified && { riskNotified }),
    ...(debitNotifiedForMs !== undefined && after.debitNotifiedForMs !== undefined && { debitNotifiedForMs }),
    urgent,
    ...(spikeNotifiedAtMs !== undefined && after.spikeNotifiedAtMs !== undefined && { spikeNotifiedAtMs }),
  };
}

/** "for 24 hours, asked for by Ana: planned migration" */
export function requestText({ by, reason }: { by?: string; reason?: string }): string {
  const who = by === undefined || by.trim() === '' ? 'somebody' : cleanName(by, 60);
  const why = reason === undefined ? '' : `: ${cleanName(reason, 200)}`;
  return `asked for by ${who}${why}`;
}
