import { toNumber } from '../../ledger/amount.ts';
import { emptyAtOf } from '../../state/policy.ts';
import type { AlertMemory } from '../../state/wallet-state.ts';
import type { RuleResult, View } from './rule.ts';
import { paysForCall } from './top-up.ts';

/** Fires when the wallet is empty: at or below `emptyAt`, or spending stopped just above it. */
export function depletedRule({ reading, forecast, policy }: View, before: AlertMemory): RuleResult {
  const { isAboveEmpty: _, ...memory } = before;
  const balance = toNumber(reading.balance);
  const emptyAt = emptyAtOf(policy, reading.balance.currency);
  if (balance > emptyAt && forecast.state !== 'empty') {
    const depletedTold = memory.depletedTold && !paysForCall(reading, policy);
    return {
      verdict: { quiet: depletedTold ? 'too little came back to pay for a call' : 'not empty' },
      memory: { ...memory, depletedTold, ...(depletedTold && { isAboveEmpty: true }) },
    };
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
