import { describe, expect, it } from 'vitest';
import { watchCost } from '../../../../functions/core/digest/watch-cost.ts';
import { DAY_MS } from '../../../../functions/core/ledger/durations.ts';

const NOTHING = { polls: 0, alerts: 0, alarms: 0, metrics: 0, lengthMs: 30 * DAY_MS };

describe('what the watch costs', () => {
  it('is nothing without use, and what its alarms cost without polls', () => {
    expect(watchCost(NOTHING)).toBe(0);
    expect(watchCost({ ...NOTHING, alarms: 3 })).toBeCloseTo(0.3, 9);
  });

  it('is some cents a month for a wallet, but for its alarms', () => {
    const cost = watchCost({ ...NOTHING, polls: 2_880 });
    expect(cost).toBeGreaterThan(0.03);
    expect(cost).toBeLessThan(0.05);
  });

  it('is for an agency of 200 what the bill of the bench says without what is stored', () => {
    // Ten minutes a sweep, a run a minute.
    const cost = watchCost({ ...NOTHING, subRuns: 43_200, subReadings: 200 * 6 * 24 * 30 });
    expect(cost).toBeCloseTo(3.38, 1);
  });
});
