import type { AlertMemory } from '../state/wallet-state.ts';
import { numberText } from '../text/numbers.ts';
import { currentRisk, type RechargeRisk } from '../upcoming/recharge.ts';
import { FALLING, PURCHASE } from './examples.ts';
import type { Kind } from './kind.ts';
import { whenText } from './phrases.ts';
import type { RuleInput, RuleResult } from './rule.ts';
import { warning } from './severities.ts';

/** Fires once for each reason not to rely on the auto-recharge, until it has passed. */
function rechargeAtRiskRule(input: RuleInput, memory: AlertMemory): RuleResult {
  const { riskNotified: notified, ...rest } = memory;
  const { recharge, rechargeChange, nowMs } = input;
  const current = recharge && currentRisk(recharge, nowMs);
  const before: AlertMemory = current === undefined ? rest : memory;
  const risk = rechargeChange ?? current;
  const terms = recharge?.terms;
  if (risk === undefined) {
    const why = terms?.isEnabled ? 'the auto-recharge works' : 'there is no auto-recharge';
    return { outcome: { skips: why }, memory: before };
  }
  if (rechargeChange === undefined && risk === notified) {
    return { outcome: { skips: 'this risk was notified' }, memory: before };
  }
  return {
    outcome: {
      fires: 'recharge-at-risk',
      reason: reasonOf(risk, input),
    },
    memory: { ...before, ...(current && { riskNotified: current }) },
  };
}

function reasonOf(risk: RechargeRisk, { recharge, reading, event }: RuleInput): string {
  const { below = 0, amount = 0, paymentFault } = recharge?.terms ?? {};
  const { currency } = reading.balance;
  const promise = `${numberText(amount, currency)} ${currency} below ${numberText(below, currency)}`;
  switch (risk) {
    case 'switched-off':
      return 'the auto-recharge was switched off';
    case 'changed':
      return `the auto-recharge was lowered: now ${promise}`;
    case 'no-card':
      return 'there is no card on file';
    case 'payment':
      return `the vendor calls the payment "${paymentFault}"`;
    case 'inactive':
      return 'the vendor says that it would not work now';
    case 'overdue':
      return `the balance has been below ${numberText(below, currency)} ${currency} for several polls, and nothing came in`;
    case 'failed': {
      const said = event?.name === 'wallet.recharge.failed' ? event.error : undefined;
      return `the vendor could not charge the card${said === undefined ? '' : `: ${said}`}`;
    }
    case 'frequent':
      return 'it recharges four times as often as usual: look what is running';
  }
}

export const rechargeAtRisk = {
  severity: warning,
  meaning: 'Auto-recharge is on, but it may not work or did not work.',
  severityText: 'warning',
  rule: rechargeAtRiskRule,
  isNotified: ({ riskNotified }) => riskNotified !== undefined,
  whileMuted: (before, after) => ({ riskNotified: after.riskNotified && before.riskNotified }),
  needsTopUp: true,
  trouble: 'balance',
  openText: () => 'its auto-recharge may not work',
  headline: ({ atMs, facts: { runwayDays } }, name, timeZone) =>
    runwayDays === null
      ? `The auto-recharge of ${name} may not work. Look at your billing.`
      : `${name} runs out ${whenText(atMs, runwayDays.p50, timeZone)}, and its auto-recharge may not work. Look at your billing.`,
  example: { reason: 'there is no card on file', facts: { ...FALLING, ...PURCHASE } },
} satisfies Kind;
