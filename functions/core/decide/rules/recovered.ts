import { type AlertMemory, anythingTold } from '../../state/wallet-state.ts';
import { isWorking } from '../../upcoming/recharge.ts';
import type { Verdict, View } from './rule.ts';

/**
 * Says once that told trouble has passed without a top-up: spending fell, or credits came back. A refill that ends an
 * emptiness is said also where the wallet still stands at a level or its floor.
 */
export function recoveredVerdict(
  before: AlertMemory,
  after: AlertMemory,
  { isRefilled, recharge, nowMs }: Pick<View, 'isRefilled' | 'recharge' | 'nowMs'>,
): Verdict {
  if (!anythingTold(before)) return { quiet: 'nothing was told' };
  const isOver = before.depletedTold && !after.depletedTold;
  if (isRefilled && isOver && anythingTold(after)) {
    const { toldLevels } = after;
    return {
      notify: 'topped-up',
      reason: 'the monthly credits were refilled',
      ...(toldLevels.length > 0 && { levelDays: Math.min(...toldLevels) }),
    };
  }
  if (anythingTold(after)) return { quiet: 'the trouble still stands' };
  const reason = isRefilled
    ? 'the monthly credits were refilled'
    : isWorking(recharge, nowMs)
      ? 'the auto-recharge works'
      : isOver
        ? 'calls are paid for again'
        : 'spending has slowed';
  return { notify: 'recovered', reason };
}
