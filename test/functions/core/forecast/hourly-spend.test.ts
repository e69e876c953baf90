import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  addInterval,
  addIntervals,
  type HourlySpend,
  startHistory,
} from '../../../../functions/core/forecast/hourly-spend.ts';
import {
  decodeHourlySpend,
  encodeHourlySpend,
  UnknownHistoryError,
} from '../../../../functions/core/forecast/hourly-spend-codec.ts';
import { DAY_MS, HOUR_MS } from '../../../../functions/core/ledger/durations.ts';

const MIDNIGHT = Date.UTC(2025, 0, 7);

/** What vendors answer: twenty digits before the point, eighteen after. */
const money = fc.oneof(fc.constant(0), fc.double({ min: 1e-18, max: 1e20, noNaN: true }));

/** Steps between readings: mostly minutes to hours, now and then days or weeks. */
const steps = fc.array(
  fc.record({
    afterMs: fc.oneof(
      fc.integer({ min: 1, max: 3 * HOUR_MS }),
      fc.integer({ min: 1, max: 40 * DAY_MS }),
    ),
    spend: fc.option(money, { nil: undefined }),
  }),
  { maxLength: 80 },
);

function historyOf(
  taken: readonly { afterMs: number; spend: number | undefined }[],
  factor = 1,
): HourlySpend {
  let toMs = MIDNIGHT + 1234;
  return addIntervals(
    startHistory(toMs),
    taken.map(({ afterMs, spend }) => {
      toMs += afterMs;
      return { toMs, spend: spend === undefined ? undefined : spend * factor };
    }),
  );
}

describe('a history', () => {
  it('knows nothing after one reading', () => {
    const history = startHistory(MIDNIGHT + 5);
    expect(history.closed).toHaveLength(0);
    expect(history.open).toEqual({ spend: 0, knownMs: 0 });
    expect(history.lastAtMs).toBe(history.firstAtMs);
  });

  it('spreads spend evenly over the clock hours of an interval', () => {
    const history = addInterval(startHistory(MIDNIGHT + HOUR_MS / 2), {
      toMs: MIDNIGHT + 2.5 * HOUR_MS,
      spend: 8,
    });
    expect([...history.closed]).toEqual([4, 4]);
    expect(history.open).toEqual({ spend: 2, knownMs: HOUR_MS / 2 });
  });

  it('scales an hour up of which half is known and leaves less unknown', () => {
    const half = addInterval(startHistory(MIDNIGHT + 0.5 * HOUR_MS), {
      toMs: MIDNIGHT + HOUR_MS,
      spend: 3,
    });
    const less = addInterval(startHistory(MIDNIGHT + 0.6 * HOUR_MS), {
      toMs: MIDNIGHT + HOUR_MS,
      spend: 3,
    });
    expect([...half.closed]).toEqual([6]);
    expect([...less.closed]).toEqual([Number.NaN]);
  });

  it('does not know the spend of a rise, of more than a week, or of what is no spend', () => {
    const start = startHistory(MIDNIGHT);
    for (const spend of [undefined, -1, Number.NaN, Number.POSITIVE_INFINITY]) {
      const history = addInterval(start, { toMs: MIDNIGHT + 2 * HOUR_MS, spend });
      expect([...history.closed]).toEqual([Number.NaN, Number.NaN]);
    }
    const week = addInterval(start, { toMs: MIDNIGHT + 7 * DAY_MS, spend: 168 });
    const longer = addInterval(start, { toMs: MIDNIGHT + 7 * DAY_MS + 1, spend: 168 });
    expect([...week.closed]).toEqual(Array(168).fill(1));
    expect([...longer.closed]).toEqual(Array(168).fill(Number.NaN));
  });

  it('ignores an interval that does not move on, and never changes an older history', () => {
    const before = addInterval(startHistory(MIDNIGHT), { toMs: MIDNIGHT + HOUR_MS, spend: 1 });
    expect(addInterval(before, { toMs: before.lastAtMs, spend: 5 })).toEqual(before);
    addInterval(before, { toMs: MIDNIGHT + 3 * HOUR_MS, spend: 5 });
    expect([...before.closed]).toEqual([1]);
  });

  it('remembers what an hour usually spends, even when no spend is left in the window', () => {
    let history = startHistory(MIDNIGHT);
    expect(history.usualPerHour).toBeUndefined();
    history = addInterval(history, { toMs: MIDNIGHT + 10 * HOUR_MS, spend: 20 });
    for (let day = 1; day <= 40; day++) {
      history = addInterval(history, { toMs: MIDNIGHT + day * DAY_MS, spend: 0 });
      expect(history.usualPerHour).toBe(2);
    }
    expect(Math.max(...history.closed)).toBe(0);
    expect(decodeHourlySpend(encodeHourlySpend(history)).usualPerHour).toBe(2);
  });

  it('keeps 28 days, whatever the age and the gaps', () => {
    fc.assert(
      fc.property(steps, (taken) => {
        const history = historyOf(taken);
        const hours =
          Math.floor(history.lastAtMs / HOUR_MS) - Math.floor(history.firstAtMs / HOUR_MS);
        expect(history.closed).toHaveLength(Math.min(672, hours));
        expect(history.open.knownMs).toBeLessThan(HOUR_MS);
      }),
    );
  });

  it('is the same whether intervals come one by one or together', () => {
    fc.assert(
      fc.property(steps, (taken) => {
        let toMs = MIDNIGHT + 1234;
        let oneByOne = startHistory(toMs);
        for (const { afterMs, spend } of taken) {
          toMs += afterMs;
          oneByOne = addInterval(oneByOne, { toMs, spend });
        }
        expect(oneByOne).toEqual(historyOf(taken));
      }),
      { numRuns: 30 },
    );
  });
});

describe('the stored history', () => {
  it('fits beside the rest of a state in 2 KB', () => {
    const full = historyOf(Array(30).fill({ afterMs: DAY_MS, spend: 24 }));
    expect(encodeHourlySpend(full).byteLength).toBe(1388);
  });

  it('is a projection: what was decoded encodes to the same bytes', () => {
    fc.assert(
      fc.property(steps, (taken) => {
        const bytes = encodeHourlySpend(historyOf(taken));
        const decoded = decodeHourlySpend(bytes);
        expect(encodeHourlySpend(decoded)).toEqual(bytes);
        expect(decodeHourlySpend(encodeHourlySpend(decoded))).toEqual(decoded);
      }),
    );
  });

  it('keeps times, the open hour and unknown hours exactly, and spend to 0.05 %', () => {
    fc.assert(
      fc.property(steps, (taken) => {
        const history = historyOf(taken);
        const decoded = decodeHourlySpend(encodeHourlySpend(history));
        expect({ ...decoded, closed: 0 }).toEqual({ ...history, closed: 0 });
        const largest = Math.max(0, ...[...history.closed].filter((spend) => spend > 0));
        for (const [hour, spend] of history.closed.entries()) {
          const kept = decoded.closed[hour] as number;
          if (Number.isNaN(spend)) expect(kept).toBeNaN();
          else
            expect(Math.abs(kept - spend)).toBeLessThanOrEqual(
              spend / 2048 + largest * 2e-12 + 1e-290,
            );
        }
      }),
    );
  });

  it('doubles exactly when the spend doubles', () => {
    fc.assert(
      fc.property(steps, (taken) => {
        const once = decodeHourlySpend(encodeHourlySpend(historyOf(taken)));
        const twice = decodeHourlySpend(encodeHourlySpend(historyOf(taken, 2)));
        expect([...twice.closed]).toEqual([...once.closed].map((spend) => 2 * spend));
      }),
    );
  });

  it('refuses what it did not write', () => {
    expect(() => decodeHourlySpend(new Uint8Array(3))).toThrow(UnknownHistoryError);
    expect(() => decodeHourlySpend(new Uint8Array(44))).toThrow('expected history version 1');
  });
});
