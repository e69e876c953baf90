import { HOUR_MS } from '../ledger/durations.ts';
import { durationText } from '../text/numbers.ts';
import { FALLING } from './examples.ts';
import type { Kind } from './kind.ts';
import type { Rule } from './rule.ts';
import { severityOfBlindness } from './severities.ts';

/** Fires once for a clock that was wrong: the restart that goes with it leaves nothing to repeat. */
const clockRule: Rule = ({ aheadMs }, memory) => {
  if (aheadMs === undefined) return { outcome: { skips: 'the clocks agree' }, memory };
  const reason = `the last reading is dated ${durationText(aheadMs)} ahead of now: a clock was wrong`;
  return { outcome: { fires: 'clock', reason }, memory };
};

export const clock: Kind = {
  severity: severityOfBlindness,
  meaning:
    'The last reading carries a time more than five minutes in the future. Monitoring restarts from the current time.',
  severityText: 'critical if the wallet may be empty within a day, otherwise warning',
  rule: clockRule,
  facts: ({ aheadMs }) => ({ offMs: aheadMs }),
  isResolution: true,
  isBeside: true,
  trouble: 'clock',
  headline: ({ facts }, name) =>
    `${name} goes on from now: a clock was ${durationText(facts.offMs ?? 0)} ahead.`,
  example: {
    reason: 'the last reading is dated 2 hours ahead of now: a clock was wrong',
    facts: { ...FALLING, offMs: 2 * HOUR_MS },
  },
};
