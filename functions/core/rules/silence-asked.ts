import { isActive, requestText, type Silence } from '../silence.ts';
import type { WatchMemory } from '../wallet-state.ts';

export interface SilenceVerdict {
  readonly kind: 'snoozed' | 'paused' | 'resumed';
  readonly reason: string;
  readonly untilMs?: number;
}

/** Announces once that somebody asked for silence, or for its end: those who hear nothing should know why. */
export function silenceAskedRule(
  { snooze, pause }: Silence,
  watch: WatchMemory,
  nowMs: number,
): { watch: WatchMemory; verdicts: readonly SilenceVerdict[] } {
  const wasPaused = watch.pause?.isPaused ?? false;
  const isPaused = pause?.isPaused ?? wasPaused;
  if (isPaused !== wasPaused) {
    const kind = isPaused ? 'paused' : 'resumed';
    return {
      watch: { ...watch, pause: { isPaused } },
      verdicts: [{ kind, reason: requestText(pause ?? {}) }],
    };
  }
  const isNew = snooze !== undefined && snooze.setAtMs !== watch.snooze?.setAtMs;
  if (isPaused || !isNew || !isActive(snooze, watch, nowMs)) return { watch, verdicts: [] };
  return {
    watch: { ...watch, snooze: { setAtMs: snooze.setAtMs, isBroken: false } },
    verdicts: [{ kind: 'snoozed', reason: requestText(snooze), untilMs: snooze.untilMs }],
  };
}
