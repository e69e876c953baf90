import { HOUR_MS } from '../ledger/durations.ts';
import type { AlertMemory } from '../state/wallet-state.ts';
import { durationText } from '../text/numbers.ts';
import { isWorking } from '../upcoming/recharge.ts';
import { EXAMPLE_AT_MS, FINE, sqc } from './examples.ts';
import type { Kind } from './kind.ts';
import { lastsText } from './phrases.ts';
import type { RuleInput, RuleOutcome } from './rule.ts';
import { info } from './severities.ts';

/**
 * Fires once when what was notified has passed without a top-up: spending fell, or credits came back. A refill that ends an
 * emptiness is said also where the wallet is still at a level or its floor.
 */
export function recoveredRule(
  before: AlertMemory,
  after: AlertMemory,
  awaitsRecovery: (memory: AlertMemory) => boolean,
  { isRefilled, recharge, nowMs }: Pick<RuleInput, 'isRefilled' | 'recharge' | 'nowMs'>,
): RuleOutcome {
  if (!awaitsRecovery(before)) return { skips: 'nothing was notified' };
  const isOver = before.isEmptyNotified && !after.isEmptyNotified;
  if (isRefilled && isOver && awaitsRecovery(after)) {
    const { firingLevels } = after;
    return {
      fires: 'topped-up',
      reason: 'the monthly credits were refilled',
      levelDays: firingLevels.length > 0 ? Math.min(...firingLevels) : undefined,
    };
  }
  if (awaitsRecovery(after)) return { skips: 'an alert is still true' };
  const reason = isRefilled
    ? 'the monthly credits were refilled'
    : isWorking(recharge, nowMs)
      ? 'the auto-recharge works'
      : isOver
        ? 'calls are paid for again'
        : 'spending has slowed';
  return { fires: 'recovered', reason };
}

/** Fires once when notified missing readings are over, unless worse news say it by their coming. */
export function readingsBackRule({
  ended,
  nowMs,
}: Pick<RuleInput, 'ended' | 'nowMs'>): RuleOutcome {
  if (ended?.notified === undefined) return { skips: 'no missing readings were notified' };
  const lasted = durationText(nowMs - ended.sinceMs);
  return { fires: 'recovered', reason: `readings are back after ${lasted}` };
}

export const recovered: Kind = {
  severity: info,
  meaning: 'The problem is over without a top-up, for example because spending slowed.',
  severityText: 'info',
  subjects: ['balance', 'readings'],
  isResolution: true,
  trouble: 'balance',
  headline: (alert, name, timeZone) => {
    const { about, ended, notifiedAtMs } = alert.facts;
    if (about !== undefined) return `${name} is being polled again.`;
    return ended !== undefined && notifiedAtMs === undefined
      ? `${name} is being read again: ${lastsText(alert, timeZone)}.`
      : `${name} is out of trouble: ${lastsText(alert, timeZone)}.`;
  },
  example: {
    reason: 'spending has slowed',
    facts: {
      ...FINE,
      balance: sqc('252'),
      burnPerDay: 12,
      notifiedAtMs: EXAMPLE_AT_MS - 5 * HOUR_MS,
    },
  },
};
