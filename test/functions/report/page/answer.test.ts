import { describe, expect, it } from 'vitest';
import { answer } from '../../../../functions/report/page/answer.ts';
import { longHistory } from '../../../support/long-history.ts';

const NOW_MS = Date.parse('2026-11-22T14:05:00Z');

/** The page's answer for a wallet with eight days left, of which these levels were told. */
function answerWith(firingLevels: readonly number[]): string {
  const { readings, ...wallet } = longHistory(NOW_MS, 5);
  const last = readings.at(-1);
  if (last === undefined) throw new RangeError('a history has readings');
  const near = { ...last, state: 'steady' as const, runwayDays: { p10: 5, p50: 8, p90: 12 } };
  return answer({
    nowMs: NOW_MS,
    timeZone: 'UTC',
    canSnooze: false,
    wallet: {
      ...wallet,
      readings: [...readings.slice(0, -1), near],
      levelsDays: [7, 3, 1],
      firingLevels,
    },
  }).markup;
}

describe('the answer where there is nothing to do', () => {
  it('names the next level that will be told', () => {
    expect(answerWith([])).toContain('you hear of it at 7 days left');
  });

  it('promises no level that was told and has not armed again', () => {
    expect(answerWith([7])).toContain('you hear of it again at 3 days left');
    expect(answerWith([7, 3, 1])).toContain('Nothing to do.');
  });
});
