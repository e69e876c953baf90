import { toNumber } from '../../ledger/amount.ts';
import { emptyAtOf, floorOf } from '../../state/policy.ts';
import { type AlertMemory, anythingTold } from '../../state/wallet-state.ts';
import { amountText } from '../../text/numbers.ts';
import type { RuleResult, RuleInput } from './rule.ts';

/**
 * After an alert, a top-up sends one message with the new date. It stands for every level that is
 * still passed; the levels below arm again, so whoever always buys two days is warned each time.
 */
export function toppedUpRule(input: RuleInput, memory: AlertMemory): RuleResult {
  const { topUp, forecast, policy, reading } = input;
  if (topUp === undefined) return { outcome: { skips: 'no top-up' }, memory };
  const balance = toNumber(reading.balance);
  const p50 = forecast.runwayDays?.p50 ?? Number.POSITIVE_INFINITY;
  const isEmpty = forecast.state === 'empty' || balance <= emptyAtOf(policy, topUp.currency);
  const standing = isEmpty ? memory.notifiedLevels : policy.levelsDays.filter((level) => p50 <= level);
  const after: AlertMemory = {
    ...memory,
    notifiedLevels: standing,
    underSinceMs: {},
    isFloorNotified: balance <= floorOf(policy, topUp.currency),
    isEmptyNotified: memory.isEmptyNotified && isEmpty,
  };
  if (!anythingTold(memory)) {
    // Nobody is waiting for an all-clear, so the levels that the new balance passes are still to be told.
    return {
      outcome: { skips: 'topped up before any alert' },
      memory: { ...memory, underSinceMs: {} },
    };
  }
  return {
    outcome: {
      fires: 'topped-up',
      reason: `${amountText(topUp)} came in`,
      ...(standing.length > 0 && { levelDays: Math.min(...standing) }),
    },
    memory: after,
  };
}
