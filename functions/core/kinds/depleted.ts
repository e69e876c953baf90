import { toNumber } from '../ledger/amount.ts';
import { emptyAtOf } from '../state/policy.ts';
import { paysForCall } from '../state/top-up.ts';
import type { AlertMemory } from '../state/wallet-state.ts';
import { PURCHASE, sqc } from './examples.ts';
import type { Kind } from './kind.ts';
import { balanceText } from './phrases.ts';
import type { RuleInput, RuleResult } from './rule.ts';

/** Fires when the wallet is empty: at or below `emptyAt`, or spending stopped just above it. */
function depletedRule({ reading, forecast, policy }: RuleInput, before: AlertMemory): RuleResult {
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
  if (memory.isEmptyNotified) return { outcome: { skips: 'the emptiness was notified' }, memory };
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

export const depleted: Kind = {
  severity: () => 'critical',
  meaning: 'The wallet is empty: what is left does not pay for an API call.',
  severityText: 'critical',
  rule: depletedRule,
  isNotified: ({ isEmptyNotified }) => isEmptyNotified,
  isOpen: ({ isEmptyNotified, isAboveEmpty }) => isEmptyNotified && !isAboveEmpty,
  whileMuted: (before, after) => ({
    isEmptyNotified: before.isEmptyNotified && after.isEmptyNotified,
    isAboveEmpty: (before.isEmptyNotified && after.isAboveEmpty) || undefined,
  }),
  reminder: ({ isEmptyNotified, isAboveEmpty }) =>
    isEmptyNotified && !isAboveEmpty ? { still: 'it is still empty' } : undefined,
  startsReminders: true,
  subjects: ['balance'],
  isResolvedByTopUp: true,
  isRecoveryNotified: true,
  needsTopUp: true,
  trouble: 'balance',
  causeHours: 24,
  countsRefusals: true,
  openText: () => 'empty',
  headline: (alert, name) =>
    alert.facts.balance?.decimal.startsWith('-')
      ? `${name} is overdrawn: ${balanceText(alert)}. Top up now.`
      : `${name} is empty: ${balanceText(alert)} left. Top up now.`,
  example: {
    reason: 'nothing is left that a call could be paid with',
    facts: {
      ...PURCHASE,
      balance: sqc('0.4'),
      burnPerDay: 41,
      forecastState: 'empty',
      runwayDays: null,
    },
  },
};
