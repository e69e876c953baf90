import { emptyAtOf, floorOf, type Policy } from '../../state/policy.ts';
import type { AlertMemory } from '../../state/wallet-state.ts';

/** Forgets what was told under other bounds than today's: changed settings are never muted by the past. */
export function underBounds(memory: AlertMemory, policy: Policy, currency: string): AlertMemory {
  const toldFor = { floor: floorOf(policy, currency), emptyAt: emptyAtOf(policy, currency) };
  const before = memory.toldFor ?? toldFor;
  return {
    ...memory,
    toldFor,
    floorTold: memory.floorTold && before.floor === toldFor.floor,
    depletedTold: memory.depletedTold && before.emptyAt === toldFor.emptyAt,
  };
}
