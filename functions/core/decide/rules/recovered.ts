import { type AlertMemory, anythingTold } from '../../state/wallet-state.ts';
import { isWorking } from '../../upcoming/recharge.ts';
import type { RuleOutcome, RuleInput } from './rule.ts';

/**
 * Says once that told trouble has passed without a top-up: spending fell, or credits came back. A refill that ends an
 * emptiness is said also where the wallet still stands at a level or its floor.
 */
export function recoveredRule(
  before: AlertMemory,
  after: AlertMemory,
  { isRefilled, recharge, nowMs }: Pick<RuleInput, 'isRefilled' | 'recharge' | 'nowMs'>,
): RuleOutcome {
  if (!anythingTold(before)) return { skips: 'nothing was told' };
  const isOver = before.isEmptyNotified && !after.isEmptyNotified;
  if (isRefilled && isOver && anythingTold(after)) {
    const { notifiedLevels } = after;
    return {
      fires: 'topped-up',
      reason: 'the monthly credits were refilled',
      ...(notifiedLevels.length > 0 && { levelDays: Math.min(...notifiedLevels) }),
    };
  }
  if (anythingTold(after)) return { skips: 'the trouble still stands' };
  const reason = isRefilled
    ? 'the monthly credits were refilled'
    : isWorking(recharge, nowMs)
      ? 'the auto-recharge works'
      : isOver
        ? 'calls are paid for again'
        : 'spending has slowed';
  return { fires: 'recovered', reason };
}
