import { toNumber } from '../amount.ts';
import { emptyAtOf, floorOf } from '../policy.ts';
import type { AlertMemory } from '../wallet-state.ts';
import type { RuleResult, View } from './verdict.ts';

/** Fires when the wallet is empty: at or below `emptyAt`, or spending stopped just above it. */
export function depletedRule({ reading, forecast, policy }: View, memory: AlertMemory): RuleResult {
  const balance = toNumber(reading.balance);
  const emptyAt = emptyAtOf(policy, reading.balance.currency);
  if (balance > emptyAt && forecast.state !== 'empty') {
    // A refund of a few credits does not end an emptiness that was told; half a day's burn does, or the floor's worth
    // where no burn is known.
    const { burnPerDay } = forecast;
    const enough =
      burnPerDay > 0 ? emptyAt + burnPerDay / 2 : floorOf(policy, reading.balance.currency);
    const depletedTold = memory.depletedTold && balance <= enough;
    return { verdict: { quiet: 'not empty' }, memory: { ...memory, depletedTold } };
  }
  if (memory.depletedTold) return { verdict: { quiet: 'the emptiness was told' }, memory };
  return {
    verdict: {
      notify: 'depleted',
      reason:
        balance > emptyAt
          ? 'spending stopped with less than an hour of it left'
          : balance < 0
            ? 'the balance is below zero'
            : 'nothing is left that a call could be paid with',
    },
    memory: { ...memory, depletedTold: true },
  };
}
