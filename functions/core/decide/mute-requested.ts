import type { WatchMemory } from '../state/wallet-state.ts';
import { isActive, type Mutes, requestText } from './mute-decision.ts';

export interface MuteRequestedResult {
  readonly kind: 'snoozed' | 'paused' | 'resumed';
  readonly reason: string;
  readonly untilMs?: number;
}

/**
 * Announces once that somebody muted the wallet, or ended that: those who get nothing should know why. The end of
 * what nobody was notified of is not announced.
 */
export function muteRequestedRule(
  { snooze, pause }: Mutes,
  before: WatchMemory,
  nowMs: number,
): { watch: WatchMemory; outcomes: readonly MuteRequestedResult[] } {
  const isEnded = isEndedEarly(snooze, before.snooze, nowMs);
  const watch =
    isEnded && before.snooze ? { ...before, snooze: { ...before.snooze, isBroken: true } } : before;
  const wasPaused = watch.pause?.isPaused ?? false;
  const isPaused = pause?.isPaused ?? wasPaused;
  if (isPaused !== wasPaused) {
    const kind = isPaused ? 'paused' : 'resumed';
    return {
      watch: { ...watch, pause: { isPaused } },
      outcomes: [{ kind, reason: requestText(pause ?? {}) }],
    };
  }
  if (isPaused) return { watch, outcomes: [] };
  if (isEnded) {
    const by = snooze?.endedBy === undefined ? {} : { by: snooze.endedBy };
    return { watch, outcomes: [{ kind: 'resumed', reason: requestText(by) }] };
  }
  const isNew = snooze !== undefined && snooze.setAtMs !== watch.snooze?.setAtMs;
  if (!isNew || !isActive(snooze, watch, nowMs)) return { watch, outcomes: [] };
  const { setAtMs, untilMs } = snooze;
  return {
    watch: { ...watch, snooze: { setAtMs, untilMs, isBroken: false } },
    outcomes: [{ kind: 'snoozed', reason: requestText(snooze), untilMs }],
  };
}

/** Whether an announced snooze, which would still last, was ended by a person. */
function isEndedEarly(
  snooze: Mutes['snooze'],
  announced: WatchMemory['snooze'],
  nowMs: number,
): boolean {
  if (snooze?.endedAtMs === undefined || announced === undefined || announced.isBroken)
    return false;
  const isSame = announced.setAtMs === snooze.setAtMs;
  const untilMs = announced.untilMs ?? (isSame ? snooze.untilMs : 0);
  return nowMs < untilMs;
}
