import { toNumber } from '../../ledger/amount.ts';
import { floorOf } from '../../state/policy.ts';
import type { AlertMemory } from '../../state/wallet-state.ts';
import { amountText } from '../../text/numbers.ts';
import { isWorking } from '../../upcoming/recharge.ts';
import type { RuleResult, RuleInput } from './rule.ts';

/** Without a top-up the floor arms again above 1.5 × itself, so a refund of a few credits does not repeat it. */
const REARM_FACTOR = 1.5;

/** A flat balance to warn at, whatever the forecast says. */
export function floorRule(
  { reading, policy, recharge, nowMs }: RuleInput,
  memory: AlertMemory,
): RuleResult {
  const balance = toNumber(reading.balance);
  const floor = floorOf(policy, reading.balance.currency);
  if (floor <= 0)
    return { outcome: { skips: 'no floor' }, memory: { ...memory, isFloorNotified: false } };
  if (isWorking(recharge, nowMs)) {
    return {
      outcome: { skips: 'the auto-recharge refills it' },
      memory: { ...memory, isFloorNotified: false },
    };
  }
  if (balance > floor) {
    const isFloorNotified = memory.isFloorNotified && balance <= REARM_FACTOR * floor;
    return { outcome: { skips: 'above the floor' }, memory: { ...memory, isFloorNotified } };
  }
  if (memory.isFloorNotified) return { outcome: { skips: 'the floor was told' }, memory };
  const floorText = amountText({ decimal: String(floor), currency: reading.balance.currency });
  return {
    outcome: { fires: 'floor', reason: `the balance is at or below your floor of ${floorText}` },
    memory: { ...memory, isFloorNotified: true },
  };
}
