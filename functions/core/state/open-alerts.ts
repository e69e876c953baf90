import { severityOfLevel } from '../alert/alert.ts';
import type { WalletState } from './wallet-state.ts';

/** An alert that was told and still stands. */
export interface OpenAlert {
  readonly kind:
    | 'runway'
    | 'floor'
    | 'depleted'
    | 'burn-spike'
    | 'key-rejected'
    | 'no-data'
    | 'delivery-failed';
  /** `runway`: the deepest level that was told, in days. */
  readonly levelDays?: number;
}

/** The gravest first. */
export function openAlertsOf({ memory, watch }: WalletState): OpenAlert[] {
  const { notifiedLevels, isFloorNotified, isEmptyNotified, isAboveEmpty, spikeNotifiedAtMs } = memory;
  const { fault, troubles } = watch;
  return [
    ...(isEmptyNotified && !isAboveEmpty ? [{ kind: 'depleted' as const }] : []),
    ...(notifiedLevels.length > 0
      ? [{ kind: 'runway' as const, levelDays: Math.min(...notifiedLevels) }]
      : []),
    ...(isFloorNotified ? [{ kind: 'floor' as const }] : []),
    ...(spikeNotifiedAtMs === undefined ? [] : [{ kind: 'burn-spike' as const }]),
    ...(fault?.notified === undefined ? [] : [{ kind: fault.notified.kind }]),
    ...(Object.values(troubles).some(({ notified }) => notified !== undefined)
      ? [{ kind: 'delivery-failed' as const }]
      : []),
  ];
}

/** Whether a critical alert was notified that is still true. */
export function hasCriticalOpen(state: WalletState): boolean {
  if (state.watch.fault?.notified?.severity === 'critical') return true;
  return openAlertsOf(state).some(
    ({ kind, levelDays }) =>
      kind === 'depleted' || (levelDays !== undefined && severityOfLevel(levelDays) === 'critical'),
  );
}
