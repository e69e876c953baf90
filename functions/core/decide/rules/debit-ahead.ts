import type { AlertMemory } from '../../state/wallet-state.ts';
import { amountText } from '../../text/numbers.ts';
import { isWorking } from '../../upcoming/recharge.ts';
import type { RuleResult, RuleInput } from './rule.ts';

/** Sooner than this nobody needs to know: both the bill and the burn will have changed. */
const MAX_AHEAD_DAYS = 7;
/** What the debit leaves is gone within a day of it: that is its doing. */
const MAX_LEFT_DAYS = 1;
/** Without the debit it would have lasted so much longer. */
const MIN_GAINED_DAYS = 2;

/** Fires once for a debit that, and not the burn, empties the wallet. */
export function debitAheadRule(input: RuleInput, memory: AlertMemory): RuleResult {
  const { debitNotifiedForMs: notifiedFor, ...rest } = memory;
  const isOver = notifiedFor !== undefined && notifiedFor <= input.nowMs;
  const before: AlertMemory = isOver || input.topUp ? rest : memory;
  const quiet = (why: string): RuleResult => ({ outcome: { skips: why }, memory: before });
  const { debit, forecast, nowMs } = input;
  // The top-up's own message names the new date; if the debit still empties it, the next poll says so.
  if (input.topUp !== undefined) return quiet('just topped up');
  if (debit === undefined) return quiet('no debit ahead');
  if (forecast.runwayDays === null) return quiet('empty, or nothing is being spent');
  if (isWorking(input.recharge, nowMs)) return quiet('the auto-recharge pays it');
  if (forecast.state === 'learning') return quiet('too little is known');
  const days = (debit.atMs - nowMs) / 86_400_000;
  const { p50 } = forecast.runwayDays;
  if (days > MAX_AHEAD_DAYS) return quiet('the debit is far ahead');
  const isItsDoing =
    p50 >= days - 1e-9 && p50 <= days + MAX_LEFT_DAYS && debit.withoutDays >= p50 + MIN_GAINED_DAYS;
  if (!isItsDoing) return quiet('the debit does not empty it');
  if (before.debitNotifiedForMs === debit.atMs) return quiet('this debit was told');
  return {
    outcome: {
      fires: 'debit-ahead',
      reason: `${amountText(debit.amount)} for connected accounts is more than will be left then`,
    },
    memory: { ...before, debitNotifiedForMs: debit.atMs },
  };
}
