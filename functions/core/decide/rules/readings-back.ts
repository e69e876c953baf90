import { durationText } from '../../text/numbers.ts';
import type { Verdict, View } from './rule.ts';

/** Says once that told blindness has ended, unless worse news say it by their coming. */
export function readingsBackVerdict({ ended, nowMs }: View): Verdict {
  if (ended?.told === undefined) return { quiet: 'no missing readings were told' };
  const lasted = durationText(nowMs - ended.sinceMs);
  return { notify: 'recovered', reason: `readings are back after ${lasted}` };
}
