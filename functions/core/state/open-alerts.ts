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
  const { toldLevels, floorTold, depletedTold, isAboveEmpty, spikeToldAtMs } = memory;
  const { fault, troubles } = watch;
  return [
    ...(depletedTold && !isAboveEmpty ? [{ kind: 'depleted' as const }] : []),
    ...(toldLevels.length > 0
      ? [{ kind: 'runway' as const, levelDays: Math.min(...toldLevels) }]
      : []),
    ...(floorTold ? [{ kind: 'floor' as const }] : []),
    ...(spikeToldAtMs === undefined ? [] : [{ kind: 'burn-spike' as const }]),
    ...(fault?.told === undefined ? [] : [{ kind: fault.told.kind }]),
    ...(Object.values(troubles).some(({ told }) => told !== undefined)
      ? [{ kind: 'delivery-failed' as const }]
      : []),
  ];
}

/** Whether a critical alert was notified that is still true. */
export function hasCriticalOpen(state: WalletState): boolean {
  if (state.watch.fault?.told?.severity === 'critical') return true;
  return openAlertsOf(state).some(
    ({ kind, levelDays }) =>
      kind === 'depleted' || (levelDays !== undefined && severityOfLevel(levelDays) === 'critical'),
  );
}
