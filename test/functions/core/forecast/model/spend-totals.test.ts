import { describe, expect, it } from 'vitest';
import { addInterval, startHistory } from '../../../../../functions/core/forecast/hourly-spend.ts';
import {
  spendByDay,
  spendByHour,
} from '../../../../../functions/core/forecast/model/spend-totals.ts';
import { HOUR_MS } from '../../../../../functions/core/ledger/durations.ts';

const START = Date.UTC(2025, 0, 7, 22);

describe('spend', () => {
  const known = addInterval(startHistory(START), { toMs: START + 3 * HOUR_MS, spend: 6 });
  const gap = addInterval(known, { toMs: START + 4 * HOUR_MS, spend: undefined });
  const history = addInterval(gap, { toMs: START + 4.5 * HOUR_MS, spend: 1 });

  it('by hour ends with the open hour and says what is not known', () => {
    expect(spendByHour(history)).toEqual([
      { fromMs: START, spend: 2, knownHours: 1 },
      { fromMs: START + HOUR_MS, spend: 2, knownHours: 1 },
      { fromMs: START + 2 * HOUR_MS, spend: 2, knownHours: 1 },
      { fromMs: START + 3 * HOUR_MS, spend: 0, knownHours: 0 },
      { fromMs: START + 4 * HOUR_MS, spend: 1, knownHours: 0.5 },
    ]);
  });

  it('by day adds the hours up', () => {
    expect(spendByDay(history)).toEqual([
      { fromMs: Date.UTC(2025, 0, 7), spend: 4, knownHours: 2 },
      { fromMs: Date.UTC(2025, 0, 8), spend: 3, knownHours: 1.5 },
    ]);
  });
});
