import { toNumber } from '../../ledger/amount.ts';
import { floorOf } from '../../state/policy.ts';
import type { AlertMemory } from '../../state/wallet-state.ts';
import { amountText } from '../../text/numbers.ts';
import { isWorking } from '../../upcoming/recharge.ts';
import type { RuleResult, View } from './rule.ts';

/** Without a top-up the floor arms again above 1.5 × itself, so a refund of a few credits does not repeat it. */
const REARM_FACTOR = 1.5;

/** A flat balance to warn at, whatever the forecast says. */
export function floorRule(
  { reading, policy, recharge, nowMs }: View,
  memory: AlertMemory,
): RuleResult {
  const balance = toNumber(reading.balance);
  const floor = floorOf(policy, reading.balance.currency);
  if (floor <= 0)
    return { verdict: { quiet: 'no floor' }, memory: { ...memory, floorTold: false } };
  if (isWorking(recharge, nowMs)) {
    return {
      verdict: { quiet: 'the auto-recharge refills it' },
      memory: { ...memory, floorTold: false },
    };
  }
  if (balance > floor) {
    const floorTold = memory.floorTold && balance <= REARM_FACTOR * floor;
    return { verdict: { quiet: 'above the floor' }, memory: { ...memory, floorTold } };
  }
  if (memory.floorTold) return { verdict: { quiet: 'the floor was told' }, memory };
  const floorText = amountText({ decimal: String(floor), currency: reading.balance.currency });
  return {
    verdict: { notify: 'floor', reason: `the balance is at or below your floor of ${floorText}` },
    memory: { ...memory, floorTold: true },
  };
}
