import { severityOfLevel } from '../alert/alert.ts';
import { toNumber } from '../ledger/amount.ts';
import { DAY_MS } from '../ledger/durations.ts';
import { emptyAtOf, floorOf } from '../state/policy.ts';
import type { AlertMemory } from '../state/wallet-state.ts';
import { amountText } from '../text/numbers.ts';
import { EXAMPLE_AT_MS, FINE, sqc } from './examples.ts';
import type { Kind } from './kind.ts';
import { lastsText, whenText } from './phrases.ts';
import type { RuleInput, RuleResult } from './rule.ts';

/**
 * After an alert, a top-up sends one message with the new date. It stands for every level that is
 * still passed; the levels below arm again, so whoever always buys two days is warned each time.
 */
function toppedUpRule(input: RuleInput, memory: AlertMemory, isAwaited: boolean): RuleResult {
  const { topUp, forecast, policy, reading } = input;
  if (topUp === undefined) return { outcome: { skips: 'no top-up' }, memory };
  const balance = toNumber(reading.balance);
  const p50 = forecast.runwayDays?.p50 ?? Number.POSITIVE_INFINITY;
  const isEmpty = forecast.state === 'empty' || balance <= emptyAtOf(policy, topUp.currency);
  const reached = isEmpty ? memory.firingLevels : policy.levelsDays.filter((level) => p50 <= level);
  if (isEmpty && !memory.isEmptyNotified) {
    return {
      outcome: { skips: 'it came too late: the wallet is empty' },
      memory: { ...memory, underSinceMs: {} },
    };
  }
  const after: AlertMemory = {
    ...memory,
    firingLevels: reached,
    underSinceMs: {},
    isLow: balance <= floorOf(policy, topUp.currency),
    isEmptyNotified: memory.isEmptyNotified && isEmpty,
    // They are not notified again for the same cause, and are open no more.
    resolved: [...(memory.resolved ?? []), 'burn-spike', 'bill-failed'],
  };
  if (!isAwaited) {
    // Nobody waits for an all-clear, so the levels that the new balance passes are still to be notified.
    return {
      outcome: { skips: 'topped up before any alert' },
      memory: { ...memory, underSinceMs: {} },
    };
  }
  return {
    outcome: {
      fires: 'topped-up',
      reason: `${amountText(topUp)} came in`,
      levelDays: reached.length > 0 ? Math.min(...reached) : undefined,
    },
    memory: after,
  };
}

export const toppedUp: Kind = {
  // It is good news, unless the wallet is still at a level: then it stands for that level too.
  severity: ({ levelDays }) => (levelDays === undefined ? 'info' : severityOfLevel(levelDays)),
  meaning:
    'Credits were added after an alert. Gives the new date and replaces the alerts for any levels the wallet is still below.',
  severityText: 'that of the lowest level it is still below, otherwise info',
  rule: toppedUpRule,
  facts: ({ topUp }) => ({ topUp }),
  startsReminders: true,
  subjects: ['balance'],
  isResolution: true,
  trouble: 'balance',
  countsRefusals: true,
  headline: (alert, name, timeZone) => {
    const { facts, atMs } = alert;
    const topUp = facts.topUp === undefined ? '' : ` by ${amountText(facts.topUp)}`;
    return facts.levelDays === undefined
      ? `${name} was topped up${topUp}: ${lastsText(alert, timeZone)}.`
      : `${name} was topped up${topUp}, but runs out ${whenText(atMs, facts.runwayDays?.p50, timeZone)}.`;
  },
  example: {
    reason: '750 SQC came in',
    facts: { ...FINE, topUp: sqc('750'), notifiedAtMs: EXAMPLE_AT_MS - 2 * DAY_MS },
  },
};
