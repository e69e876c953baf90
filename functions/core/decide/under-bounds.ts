import { emptyAtOf, floorOf, type Policy } from '../state/policy.ts';
import type { AlertMemory } from '../state/wallet-state.ts';

/** Forgets what was notified under other bounds than today's: changed settings are never muted by the past. */
export function underBounds(memory: AlertMemory, policy: Policy, currency: string): AlertMemory {
  const bounds = { floor: floorOf(policy, currency), emptyAt: emptyAtOf(policy, currency) };
  const before = memory.bounds ?? bounds;
  return {
    ...memory,
    bounds,
    isLow: memory.isLow && before.floor === bounds.floor,
    isEmptyNotified: memory.isEmptyNotified && before.emptyAt === bounds.emptyAt,
  };
}
