import type { AlertMemory } from '../state/wallet-state.ts';
import { days } from '../text/numbers.ts';
import { FALLING, PURCHASE } from './examples.ts';
import type { Kind } from './kind.ts';
import { balanceText } from './phrases.ts';
import type { RuleInput, RuleResult } from './rule.ts';
import { warning } from './severities.ts';

/** Fires when the vendor says that the wallet could not pay the bill for connected accounts: once a period. */
function billFailedRule({ event, nowMs }: RuleInput, before: AlertMemory): RuleResult {
  const memory = isOver(before.failedBill, event, nowMs)
    ? { ...before, resolved: [...(before.resolved ?? []), 'bill-failed' as const] }
    : before;
  if (event?.name !== 'account_billing.failed') {
    return { outcome: { skips: 'no bill has failed' }, memory };
  }
  const period = event.period ?? new Date(nowMs).toISOString().slice(0, 7);
  if (memory.failedBill === period) {
    return { outcome: { skips: 'this bill was notified' }, memory };
  }
  const { error, isPaused, graceDaysRemaining: grace } = event;
  const reason = [
    `the bill of ${period} for connected accounts could not be paid`,
    ...(error === undefined ? [] : [error]),
    ...(isPaused ? ['the vendor has paused profiles'] : []),
    ...(grace === undefined ? [] : [`${days(grace)} of grace are left`]),
  ].join('; ');
  return {
    outcome: { fires: 'bill-failed', reason },
    memory: { ...memory, failedBill: period },
  };
}

/** It was paid after all, or its month and the one after have passed: by then the vendor has taken or waived it. */
function isOver(period: string | undefined, event: RuleInput['event'], nowMs: number): boolean {
  if (period === undefined) return false;
  if (event?.name === 'account_billing.charged' && event.period === period) return true;
  const [year, month] = period.split('-').map(Number);
  return nowMs >= Date.UTC(year ?? Number.NaN, (month ?? Number.NaN) + 1);
}

export const billFailed = {
  severity: warning,
  meaning: 'SmartlyQ could not charge the wallet for connected accounts.',
  severityText: 'warning',
  rule: billFailedRule,
  isNotified: ({ failedBill }) => failedBill !== undefined,
  whileMuted: ({ failedBill }) => ({ failedBill }),
  isResolvedByTopUp: true,
  needsTopUp: true,
  trouble: 'balance',
  openText: () => 'its bill could not be paid',
  headline: (alert, name) =>
    `${name} could not pay its bill: ${balanceText(alert)} left. Top up now.`,
  example: {
    reason:
      'the bill of 2026-11 for connected accounts could not be paid; 7 days of grace are left',
    facts: { ...FALLING, ...PURCHASE },
  },
} satisfies Kind;
