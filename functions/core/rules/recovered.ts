import { isWorking } from '../recharge.ts';
import { type AlertMemory, anythingTold } from '../wallet-state.ts';
import type { Verdict, View } from './verdict.ts';

/** Says once that told trouble has passed without a top-up: spending fell, or credits came back. */
export function recoveredVerdict(
  before: AlertMemory,
  after: AlertMemory,
  { isRefilled, recharge, nowMs }: Pick<View, 'isRefilled' | 'recharge' | 'nowMs'>,
): Verdict {
  if (!anythingTold(before)) return { quiet: 'nothing was told' };
  if (anythingTold(after)) return { quiet: 'the trouble still stands' };
  const reason = isRefilled
    ? 'the monthly credits were refilled'
    : isWorking(recharge, nowMs)
      ? 'the auto-recharge works'
      : 'spending has slowed';
  return { notify: 'recovered', reason };
}
