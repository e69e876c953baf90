import { toNumber } from '../ledger/amount.ts';
import { floorOf } from '../state/policy.ts';
import type { AlertMemory } from '../state/wallet-state.ts';
import { amountText } from '../text/numbers.ts';
import { isWorking } from '../upcoming/recharge.ts';
import { FALLING, PURCHASE } from './examples.ts';
import type { Kind } from './kind.ts';
import { action, andEmptyText, balanceText } from './phrases.ts';
import type { RuleInput, RuleResult } from './rule.ts';
import { warning } from './severities.ts';

/** Without a top-up the floor arms again above 1.5 × itself, so a refund of a few credits does not repeat it. */
const REARM_FACTOR = 1.5;

/** A flat balance to warn at, whatever the forecast says. */
function floorRule(
  { reading, policy, recharge, nowMs }: RuleInput,
  memory: AlertMemory,
): RuleResult {
  const balance = toNumber(reading.balance);
  const floor = floorOf(policy, reading.balance.currency);
  if (floor <= 0) return { outcome: { skips: 'no floor' }, memory: { ...memory, isLow: false } };
  if (isWorking(recharge, nowMs)) {
    return {
      outcome: { skips: 'the auto-recharge refills it' },
      memory: { ...memory, isLow: false },
    };
  }
  if (balance > floor) {
    const isLow = memory.isLow && balance <= REARM_FACTOR * floor;
    return { outcome: { skips: 'above the floor' }, memory: { ...memory, isLow } };
  }
  if (memory.isLow) return { outcome: { skips: 'the floor was notified' }, memory };
  const floorText = amountText({ decimal: String(floor), currency: reading.balance.currency });
  return {
    outcome: { fires: 'floor', reason: `the balance is at or below your floor of ${floorText}` },
    memory: { ...memory, isLow: true },
  };
}

export const floor: Kind = {
  severity: warning,
  meaning: 'The balance is at or below your minimum (`floor`), whatever the forecast says.',
  severityText: 'warning',
  rule: floorRule,
  facts: ({ policy, reading }) => ({ floor: floorOf(policy, reading.balance.currency) }),
  isNotified: ({ isLow }) => isLow,
  whileMuted: (before, after) => ({
    isLow: before.isLow && after.isLow,
  }),
  subjects: ['balance'],
  isSnoozable: true,
  isResolvedByTopUp: true,
  isRecoveryNotified: true,
  needsTopUp: true,
  trouble: 'balance',
  causeHours: 24,
  openText: () => 'down at the floor',
  headline: (alert, name, timeZone) =>
    `${name} is down to ${balanceText(alert)}${andEmptyText(alert, timeZone)}. ${action(alert, timeZone)}`,
  example: {
    reason: 'the balance is at or below your floor of 120 SQC',
    facts: { ...FALLING, ...PURCHASE, floor: 120 },
  },
};
