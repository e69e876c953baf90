import type { Forecast } from '../forecast/forecast.ts';
import type { RuleInput } from '../kinds/rule.ts';
import type { Policy } from '../state/policy.ts';
import { debitAhead } from '../state/snapshot.ts';
import type { Series } from '../state/wallet-state.ts';

/** What every rule sees of a wallet as it was last read. */
export function ruleInputOf(
  series: Series,
  asked: Forecast,
  policy: Policy,
  nowMs: number,
): RuleInput {
  const { lastReading: reading, spend, recharge } = series;
  const debit = debitAhead(series, policy, nowMs);
  return {
    nowMs,
    reading,
    forecast: asked,
    spend,
    policy,
    recharge,
    debit,
  };
}
