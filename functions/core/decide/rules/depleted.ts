import { toNumber } from '../../ledger/amount.ts';
import { emptyAtOf } from '../../state/policy.ts';
import type { AlertMemory } from '../../state/wallet-state.ts';
import type { RuleResult, RuleInput } from './rule.ts';
import { paysForCall } from './top-up.ts';

/** Fires when the wallet is empty: at or below `emptyAt`, or spending stopped just above it. */
export function depletedRule({ reading, forecast, policy }: RuleInput, before: AlertMemory): RuleResult {
  const { isAboveEmpty: _, ...memory } = before;
  const balance = toNumber(reading.balance);
  const emptyAt = emptyAtOf(policy, reading.balance.currency);
  if (balance > emptyAt && forecast.state !== 'empty') {
    const isEmptyNotified = memory.isEmptyNotified && !paysForCall(reading, policy);
    return {
      outcome: { skips: isEmptyNotified ? 'too little came back to pay for a call' : 'not empty' },
      memory: { ...memory, isEmptyNotified, ...(isEmptyNotified && { isAboveEmpty: true }) },
    };
  }
  if (memory.isEmptyNotified) return { outcome: { skips: 'the emptiness was told' }, memory };
  return {
    outcome: {
      fires: 'depleted',
      reason:
        balance > emptyAt
          ? 'spending stopped with less than an hour of it left'
          : balance < 0
            ? 'the balance is below zero'
            : 'nothing is left that a call could be paid with',
    },
    memory: { ...memory, isEmptyNotified: true },
  };
}
