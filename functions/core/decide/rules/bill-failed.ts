import type { AlertMemory } from '../../state/wallet-state.ts';
import { days } from '../../text/numbers.ts';
import type { RuleResult, RuleInput } from './rule.ts';

/** Fires when the vendor says that the wallet could not pay the bill for connected accounts: once a period. */
export function billFailedRule({ event, nowMs }: RuleInput, memory: AlertMemory): RuleResult {
  if (event?.name !== 'account_billing.failed') {
    return { outcome: { skips: 'no bill has failed' }, memory };
  }
  const period = event.period ?? new Date(nowMs).toISOString().slice(0, 7);
  if (memory.billNotifiedFor === period) {
    return { outcome: { skips: 'this bill was told' }, memory };
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
    memory: { ...memory, billNotifiedFor: period },
  };
}
