import { type AlertKind, severityOfLevel } from '../alert/alert.ts';
import type { WalletState } from '../state/wallet-state.ts';
import { isFiring, KIND_ENTRIES } from './index.ts';

/** An alert that was notified and is still true. */
export interface OpenAlert {
  readonly kind: AlertKind;
  /** `runway`: the deepest level that was notified, in days. */
  readonly levelDays?: number;
}

/** In the order of the alert kinds. */
export function openAlertsOf({ memory, watch }: WalletState): OpenAlert[] {
  return KIND_ENTRIES.filter(([kind, { isOpen }]) =>
    isOpen ? isOpen(memory, watch) : isFiring(kind, memory),
  ).map(([kind]) =>
    kind === 'runway' ? { kind, levelDays: Math.min(...memory.firingLevels) } : { kind },
  );
}

/** Whether a critical alert was notified that is still true. */
export function hasCriticalOpen(state: WalletState): boolean {
  if (state.watch.fault?.notified?.severity === 'critical') return true;
  return openAlertsOf(state).some(
    ({ kind, levelDays }) =>
      kind === 'depleted' || (levelDays !== undefined && severityOfLevel(levelDays) === 'critical'),
  );
}
