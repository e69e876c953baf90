import type { Snooze } from '../alert/snooze.ts';
import type { WalletState } from '../state/wallet-state.ts';
import { isActive, type Mutes } from './mute-decision.ts';
import { snoozableAlerts } from './request-snooze.ts';

/** That a wallet's alerts are muted now, and for how long. */
export interface Mute {
  readonly kind: 'snooze' | 'pause';
  readonly setAtMs: number;
  /** Epoch milliseconds; absent for a pause, which lasts until somebody resumes it. */
  readonly untilMs?: number;
  /** As typed: text from outside, and nobody verified it. */
  readonly by?: string;
  /** As typed: text from outside. */
  readonly reason?: string;
  /** No alert was open when the snooze was set: it mutes nothing, and the next alert ends it. */
  readonly endsWithNextAlert?: true;
}

/** What mutes a wallet at a moment; undefined where every alert is sent. */
export function muteOf(
  { snooze, pause }: Mutes,
  state: Pick<WalletState, 'memory' | 'watch'> | undefined,
  nowMs: number,
): Mute | undefined {
  if (pause?.isPaused) {
    const { setAtMs, by } = pause;
    return { kind: 'pause', setAtMs, by };
  }
  if (snooze === undefined || !isActive(snooze, state?.watch, nowMs)) return undefined;
  const { setAtMs, untilMs, by, reason, severity } = snooze;
  const mute = {
    kind: 'snooze',
    setAtMs,
    untilMs,
    reason,
    by,
  } as const;
  if (severity !== undefined) return mute;
  // It was set while nothing was open. An alert since then has ended it.
  const isOver = state !== undefined && snoozableAlerts(state.memory) !== undefined;
  return isOver ? undefined : { ...mute, endsWithNextAlert: true };
}

/** Whether a poll has to know the snooze: to mute by it, or to announce that somebody ended it early. */
export function mayBeSnoozed({ memory, watch }: Pick<WalletState, 'memory' | 'watch'>): boolean {
  return (
    snoozableAlerts(memory) !== undefined || (watch.snooze !== undefined && !watch.snooze.isBroken)
  );
}

/** The snooze as a poll takes it: one that was set while nothing was open mutes nothing. */
export function snoozeForPoll(
  snooze: Snooze | undefined,
  state: Pick<WalletState, 'memory' | 'watch'> | undefined,
): Snooze | undefined {
  if (state === undefined || !mayBeSnoozed(state)) return undefined;
  return snooze?.severity === undefined && snooze?.endedAtMs === undefined ? undefined : snooze;
}
