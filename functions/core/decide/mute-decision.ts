import { type Alert, type AlertKind, isAtLeast } from '../alert/alert.ts';
import { MAX_SNOOZE_MS, SNOOZE_TOLERANCE_MS, type Snooze } from '../alert/snooze.ts';
import { KIND_ENTRIES, KINDS } from '../kinds/index.ts';
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

export type MuteDecision = 'notify' | 'breaks-snooze' | 'muted';

/** Whether an alert is to be heard under these mutes. */
export function muteDecision(
  alert: Alert,
  { snooze, pause }: Mutes,
  watch: Pick<WatchMemory, 'snooze'> | undefined,
): MuteDecision {
  if (pause?.isPaused) return 'muted';
  if (snooze === undefined || !isActive(snooze, watch, alert.atMs)) return 'notify';
  if (!KINDS[alert.kind].isSnoozable) return 'notify';
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
 * What is remembered where an alert was muted: a resolution counts as notified. All else does not, so that it is
 * notified once the mute is over. What has re-armed stays armed.
 */
export function memoryWhileMuted(
  kind: AlertKind,
  before: AlertMemory,
  after: AlertMemory,
  nowMs: number,
): AlertMemory {
  if (KINDS[kind].isResolution) return after;
  const kept = KIND_ENTRIES.map(([, { whileMuted }]) => whileMuted?.(before, after, nowMs));
  const { notifiedAtMs, urgent, resolved } = before;
  return Object.assign({}, after, ...kept, { notifiedAtMs, urgent, resolved });
}

/** "for 24 hours, asked for by Ana: planned migration" */
export function requestText({ by, reason }: { by?: string; reason?: string }): string {
  const who = by === undefined || by.trim() === '' ? 'somebody' : cleanName(by, 60);
  const why = reason === undefined ? '' : `: ${cleanName(reason, 200)}`;
  return `asked for by ${who}${why}`;
}
