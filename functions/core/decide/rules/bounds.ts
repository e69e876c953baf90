import { emptyAtOf, floorOf, type Policy } from '../../state/policy.ts';
import type { AlertMemory } from '../../state/wallet-state.ts';

/** Forgets what was told under other bounds than today's: changed settings are never muted by the past. */
export function underBounds(memory: AlertMemory, policy: Policy, currency: string): AlertMemory {
  const notifiedFor = { floor: floorOf(policy, currency), emptyAt: emptyAtOf(policy, currency) };
  const before = memory.notifiedFor ?? notifiedFor;
  return {
    ...memory,
    notifiedFor,
    isFloorNotified: memory.isFloorNotified && before.floor === notifiedFor.floor,
    isEmptyNotified: memory.isEmptyNotified && before.emptyAt === notifiedFor.emptyAt,
  };
}
