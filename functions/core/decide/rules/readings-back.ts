import { durationText } from '../../text/numbers.ts';
import type { RuleOutcome, RuleInput } from './rule.ts';

/** Says once that told blindness has ended, unless worse news say it by their coming. */
export function readingsBackRule({ ended, nowMs }: RuleInput): RuleOutcome {
  if (ended?.notified === undefined) return { skips: 'no missing readings were told' };
  const lasted = durationText(nowMs - ended.sinceMs);
  return { fires: 'recovered', reason: `readings are back after ${lasted}` };
}
