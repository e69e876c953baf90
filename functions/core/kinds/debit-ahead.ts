import { DAY_MS } from '../ledger/durations.ts';
import type { AlertMemory } from '../state/wallet-state.ts';
import { localDay } from '../text/local-time.ts';
import { amountText } from '../text/numbers.ts';
import { isWorking } from '../upcoming/recharge.ts';
import { EXAMPLE_AT_MS, FALLING, PURCHASE, sqc } from './examples.ts';
import type { Kind } from './kind.ts';
import type { RuleInput, RuleResult } from './rule.ts';
import { warning } from './severities.ts';

/** Sooner than this nobody needs to know: both the bill and the burn will have changed. */
const MAX_AHEAD_DAYS = 7;
/** What the debit leaves is gone within a day of it: that is its doing. */
const MAX_LEFT_DAYS = 1;
/** Without the debit it would have lasted so much longer. */
const MIN_GAINED_DAYS = 2;

/** Fires once for a debit that, and not the burn, empties the wallet. */
function debitAheadRule(input: RuleInput, memory: AlertMemory): RuleResult {
  const { debitAtMs: bounds, ...rest } = memory;
  const isOver = bounds !== undefined && bounds <= input.nowMs;
  const before: AlertMemory = isOver || input.topUp ? rest : memory;
  const quiet = (why: string): RuleResult => ({ outcome: { skips: why }, memory: before });
  const { debit, forecast, nowMs } = input;
  // The top-up's own message names the new date; if the debit still empties it, the next poll says so.
  if (input.topUp !== undefined) return quiet('just topped up');
  if (debit === undefined) return quiet('no debit ahead');
  if (forecast.runwayDays === null) return quiet('empty, or nothing is being spent');
  if (isWorking(input.recharge, nowMs)) return quiet('the auto-recharge pays it');
  if (forecast.state === 'learning') return quiet('too little is known');
  const days = (debit.atMs - nowMs) / DAY_MS;
  const { p50 } = forecast.runwayDays;
  if (days > MAX_AHEAD_DAYS) return quiet('the debit is far ahead');
  const isItsDoing =
    p50 >= days - 1e-9 && p50 <= days + MAX_LEFT_DAYS && debit.withoutDays >= p50 + MIN_GAINED_DAYS;
  if (!isItsDoing) return quiet('the debit does not empty it');
  if (before.debitAtMs === debit.atMs) return quiet('this debit was notified');
  return {
    outcome: {
      fires: 'debit-ahead',
      reason: `${amountText(debit.amount)} for connected accounts is more than will be left then`,
    },
    memory: { ...before, debitAtMs: debit.atMs },
  };
}

export const debitAhead: Kind = {
  severity: warning,
  meaning:
    'A known charge on a known date will empty the wallet, such as the monthly bill for connected accounts.',
  severityText: 'warning',
  rule: debitAheadRule,
  facts: ({ debit }) => ({ debit: debit && { atMs: debit.atMs, amount: debit.amount } }),
  isNotified: ({ debitAtMs }) => debitAtMs !== undefined,
  whileMuted: (before, after) => ({
    debitAtMs: after.debitAtMs && before.debitAtMs,
  }),
  subjects: ['balance'],
  isSnoozable: true,
  isResolvedByTopUp: true,
  needsTopUp: true,
  trouble: 'balance',
  openText: () => 'a charge ahead will empty it',
  headline: ({ facts: { debit } }, name, timeZone) =>
    debit === undefined
      ? `${name} cannot pay a bill that is ahead.`
      : `${name} runs out ${localDay(debit.atMs, timeZone)}, when ${amountText(debit.amount)} is charged. Top up before then.`,
  example: {
    reason: '66 SQC for connected accounts is more than will be left then',
    facts: {
      ...FALLING,
      ...PURCHASE,
      burnPerDay: 14,
      runwayDays: { p10: 3.5, p50: 3.5, p90: 3.5 },
      debit: { atMs: EXAMPLE_AT_MS + 3.5 * DAY_MS, amount: sqc('66') },
    },
  },
};
