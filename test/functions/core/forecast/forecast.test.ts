import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  forecast,
  isTooEarly,
  projectionsOf,
} from '../../../../functions/core/forecast/forecast.ts';
import {
  addInterval,
  addIntervals,
  type HourlySpend,
  startHistory,
} from '../../../../functions/core/forecast/hourly-spend.ts';
import type { FutureEvent } from '../../../../functions/core/forecast/model/path.ts';
import { DAY_MS, HOUR_MS } from '../../../../functions/core/ledger/durations.ts';

const START = Date.UTC(2025, 0, 7);

interface Taken {
  readonly afterMs: number;
  readonly spend: number | undefined;
}

function historyOf(taken: readonly Taken[], factor = 1, startMs = START): HourlySpend {
  let toMs = startMs;
  return addIntervals(
    startHistory(startMs),
    taken.map(({ afterMs, spend }) => {
      toMs += afterMs;
      return { toMs, spend: spend === undefined ? undefined : spend * factor };
    }),
  );
}

/** Hourly readings; `spendOf` tells each hour's spend. */
function hourly(hours: number, spendOf: (hour: number) => number | undefined): HourlySpend {
  return historyOf(
    Array.from({ length: hours }, (_, hour) => ({ afterMs: HOUR_MS, spend: spendOf(hour) })),
  );
}

const askAt = (history: HourlySpend, balance: number, more = {}) =>
  forecast({ balance, emptyAt: 0, history, nowMs: history.lastAtMs, ...more });

/** What vendors answer: twenty digits before the point, eighteen after. */
const money = fc.oneof(
  fc.constant(0),
  fc.double({ min: 1e-18, max: 1, noNaN: true }),
  fc.double({ min: 1, max: 1e5, noNaN: true }),
  fc.double({ min: 1, max: 1e20, noNaN: true }),
);
const steps: fc.Arbitrary<Taken[]> = fc.array(
  fc.record({
    afterMs: fc.oneof(
      { weight: 8, arbitrary: fc.integer({ min: 1, max: 3 * HOUR_MS }) },
      { weight: 2, arbitrary: fc.integer({ min: HOUR_MS, max: 3 * DAY_MS }) },
      { weight: 1, arbitrary: fc.integer({ min: DAY_MS, max: 40 * DAY_MS }) },
    ),
    spend: fc.option(money, { nil: undefined }),
  }),
  { maxLength: 120 },
);
/** Up to a fortnight and more of hours such as APIs really see: many small, some none, a few large. */
const hoursOf = (minLength: number): fc.Arbitrary<Taken[]> =>
  fc
    .array(
      fc.oneof(
        fc.constant(0),
        fc.double({ min: 0.5, max: 20, noNaN: true }),
        fc.double({ min: 0.5, max: 500, noNaN: true }),
      ),
      { minLength, maxLength: 400 },
    )
    .map((hours) => hours.map((spend) => ({ afterMs: HOUR_MS, spend })));
const ordinary = hoursOf(24);
const longOrdinary = hoursOf(50);
const events: fc.Arbitrary<FutureEvent[]> = fc.array(
  fc.record({
    atMs: fc.integer({ min: START - DAY_MS, max: START + 400 * DAY_MS }),
    change: fc.double({ min: -1e4, max: 1e4, noNaN: true }),
  }),
  { maxLength: 4 },
);

describe('every forecast', () => {
  it('is finite and ordered, and null only when idle, empty or too early to say', () => {
    fc.assert(
      fc.property(
        steps,
        fc.tuple(money, fc.boolean()).map(([size, isNegative]) => (isNegative ? -size : size)),
        fc.constantFrom(0, 2, 1e9),
        fc.integer({ min: 0, max: 3 * DAY_MS }),
        events,
        (taken, balance, emptyAt, laterMs, known) => {
          const history = historyOf(taken);
          const nowMs = history.lastAtMs + laterMs;
          const notified = forecast({ balance, emptyAt, history, nowMs, events: known });
          expect(notified.burnPerDay).toBeGreaterThanOrEqual(0);
          expect(notified.burnPerDay).toBeLessThan(Number.POSITIVE_INFINITY);
          expect(notified.learning !== undefined).toBe(notified.state === 'learning');
          const isNull =
            notified.state === 'idle' || notified.state === 'empty' || isTooEarly(notified);
          expect(notified.runwayDays === null).toBe(isNull);
          if (isTooEarly(notified)) expect(notified.burnPerDay).toBe(0);
          if (notified.runwayDays === null) return;
          const { p10, p50, p90 } = notified.runwayDays;
          expect(p10).toBeGreaterThanOrEqual(0);
          expect(p50).toBeGreaterThanOrEqual(p10);
          expect(p90).toBeGreaterThanOrEqual(p50);
          expect(p90).toBeLessThanOrEqual(3650);
        },
      ),
      { numRuns: 300 },
    );
  });

  it('is never shortened by more money', () => {
    fc.assert(
      fc.property(
        fc.oneof(ordinary, steps),
        fc.double({ min: 0, max: 1e5, noNaN: true }),
        fc.oneof(fc.double({ min: 0, max: 1, noNaN: true }), money),
        events,
        (taken, balance, more, known) => {
          const history = historyOf(taken);
          const { runwayDays: less, ...notified } = askAt(history, balance, { events: known });
          const now = askAt(history, balance + more, { events: known });
          if (less === null) {
            expect(['idle', 'empty', 'learning']).toContain(notified.state);
            return;
          }
          expect(now.runwayDays).not.toBeNull();
          for (const quantile of ['p10', 'p50', 'p90'] as const) {
            expect(now.runwayDays?.[quantile]).toBeGreaterThanOrEqual(less[quantile] - 1e-9);
          }
        },
      ),
      { numRuns: 200 },
    );
  });

  it('is the same for twice, or a thousandth of, all amounts', () => {
    fc.assert(
      fc.property(
        ordinary,
        fc.double({ min: 0.1, max: 1e4, noNaN: true }),
        fc.constantFrom(2, 0.001, 0.5 ** 20, 1e6),
        (taken, balance, factor) => {
          const once = askAt(historyOf(taken), balance);
          const scaled = askAt(historyOf(taken, factor), balance * factor);
          expect(scaled.state).toBe(once.state);
          expect(scaled.burnPerDay / factor).toBeCloseTo(once.burnPerDay, 6);
          expect(scaled.runwayDays === null).toBe(once.runwayDays === null);
          if (once.runwayDays === null) {
            expect(['idle', 'empty', 'learning']).toContain(once.state);
            return;
          }
          for (const quantile of ['p10', 'p50', 'p90'] as const) {
            const ratio = (scaled.runwayDays?.[quantile] ?? 0) / once.runwayDays[quantile];
            expect(ratio).toBeCloseTo(1, 6);
          }
        },
      ),
      { numRuns: 100 },
    );
  });

  it('does not change when everything moves by whole weeks', () => {
    fc.assert(
      fc.property(ordinary, fc.integer({ min: -500, max: 500 }), (taken, weeks) => {
        const moved = historyOf(taken, 1, START + weeks * 7 * DAY_MS);
        expect(askAt(moved, 100)).toEqual({
          ...askAt(historyOf(taken), 100),
          ...(askAt(moved, 100).learning && { learning: askAt(moved, 100).learning }),
        });
      }),
      { numRuns: 60 },
    );
  });

  it('takes an interval with a rise as one that is missing, however large the rise', () => {
    fc.assert(
      fc.property(longOrdinary, fc.nat(), (taken, at) => {
        // Two days after the gap are known, so that the same hours of the day are looked at.
        const where = at % (taken.length - 49);
        const risen = taken.map((step, index) =>
          index === where ? { ...step, spend: undefined } : step,
        );
        const rest = historyOf(risen.filter((_, index) => index !== where));
        expect(askAt(historyOf(risen), 100).burnPerDay).toBeCloseTo(askAt(rest, 100).burnPerDay, 6);
      }),
      { numRuns: 100 },
    );
  });

  it('moves its burn by at most the top-up that hid in a falling interval', () => {
    fc.assert(
      fc.property(
        ordinary,
        fc.nat(),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (taken, at, part) => {
          const where = at % taken.length;
          const hidden = (taken[where]?.spend ?? 0) * part;
          const seen = taken.map((step, index) =>
            index === where ? { ...step, spend: (step.spend ?? 0) - hidden } : step,
          );
          const moved = askAt(historyOf(seen), 100).burnPerDay;
          const truth = askAt(historyOf(taken), 100).burnPerDay;
          expect(Math.abs(truth - moved)).toBeLessThanOrEqual(hidden * (1 + 1e-9) + 1e-9);
        },
      ),
      { numRuns: 200 },
    );
  });
});

describe('the state', () => {
  it('is learning after one reading, without a date and with what is missing', () => {
    const notified = askAt(startHistory(START), 100);
    expect(notified.state).toBe('learning');
    expect(notified.runwayDays).toBeNull();
    expect(notified.learning).toEqual({
      missing: '72 more hours of readings',
      untilMs: START + 3 * DAY_MS,
    });
  });

  it('is learning for three days and no longer', () => {
    expect(
      askAt(
        hourly(71, () => 1),
        100,
      ).state,
    ).toBe('learning');
    expect(
      askAt(
        hourly(72, () => 1),
        100,
      ).state,
    ).toBe('steady');
  });

  it('is idle when nothing was spent in the whole window', () => {
    const notified = askAt(
      hourly(100, () => 0),
      100,
    );
    expect(notified).toEqual({ state: 'idle', runwayDays: null, burnPerDay: 0 });
  });

  it('says of an idle wallet that all its plan has left will be lost at the reset', () => {
    const history = hourly(100, () => 0);
    const atMs = history.lastAtMs + 5 * DAY_MS;
    const events: FutureEvent[] = [{ atMs, resetTo: 500 }];
    const notified = askAt(history, 700, { events, monthly: { left: 480, isSpentFirst: true } });
    expect(notified.runwayDays).toBeNull();
    expect(notified.reset).toEqual({ atMs, resetTo: 500, risk: 'safe', forfeited: 480 });
  });

  it('is not idle after a quiet day', () => {
    const notified = askAt(
      hourly(240, (hour) => (hour < 200 ? 2 : 0)),
      500,
    );
    expect(notified.runwayDays).not.toBeNull();
  });

  it('is empty at or below emptyAt, and for an overdrawn wallet', () => {
    const history = hourly(100, () => 1);
    for (const balance of [2, 1.5, 0, -40]) {
      expect(askAt(history, balance, { emptyAt: 2 })).toMatchObject({
        state: 'empty',
        runwayDays: null,
      });
    }
  });

  it('is empty when spending stopped for a day below a usual hour, and not before', () => {
    const stopped = (hours: number) => hourly(200 + hours, (hour) => (hour < 200 ? 10 : 0));
    expect(askAt(stopped(30), 3).state).toBe('empty');
    expect(askAt(stopped(6), 3).state).not.toBe('empty');
    expect(askAt(stopped(30), 300).state).not.toBe('empty');
  });

  it('stays empty, never idle, however long ago spending stopped', () => {
    for (const days of [2, 10, 27, 28, 40]) {
      const history = hourly(200 + 24 * days, (hour) => (hour < 200 ? 10 : 0));
      expect(askAt(history, 9).state).toBe('empty');
      expect(askAt(history, 900).state).toBe(days < 28 ? 'unpredictable' : 'idle');
    }
  });

  it('is steady for an even wallet, bursty for an uneven one, unpredictable for a wild one', () => {
    const day = (hour: number) => Math.floor(hour / 24);
    expect(
      askAt(
        hourly(672, () => 5),
        400,
      ).state,
    ).toBe('steady');
    const uneven = hourly(672, (hour) => [4, 9, 5, 8, 3][day(hour) % 5]);
    expect(askAt(uneven, 400).state).toBe('bursty');
    const wild = hourly(672, (hour) => (day(hour) % 9 === 0 ? 90 : 0.1));
    expect(askAt(wild, 400).state).toBe('unpredictable');
  });
});

describe('the runway', () => {
  it('is balance over burn for an even wallet', () => {
    const notified = askAt(
      hourly(672, () => 5),
      400 + 5 * 24 * 7,
    );
    expect(notified.burnPerDay).toBeCloseTo(120);
    expect(notified.runwayDays?.p50).toBeCloseTo(10.33, 1);
  });

  it('knows the hours at which a wallet spends', () => {
    const office = hourly(672, (hour) => (hour % 24 >= 8 && hour % 24 < 18 ? 10 : 0));
    const notified = askAt(office, 5);
    expect(notified.runwayDays?.p50).toBeGreaterThan(0.3);
    expect(notified.runwayDays?.p50).toBeLessThan(0.4);
  });

  it('knows weekends from two weeks on', () => {
    const isWeekend = (hour: number) => [4, 5].includes(Math.floor(hour / 24) % 7);
    const spend = (hour: number) => (isWeekend(hour) ? 0.5 : 10);
    const beforeWeekend = askAt(hourly(672 - 72, spend), 480).runwayDays;
    const afterWeekend = askAt(hourly(672, spend), 480).runwayDays;
    expect(beforeWeekend?.p50).toBeGreaterThan((afterWeekend?.p50 ?? 0) + 1);
  });

  it('counts known debits and resets to come', () => {
    const history = hourly(672, () => 1);
    const inHours = (hours: number, change: number) => ({
      events: [{ atMs: history.lastAtMs + hours * HOUR_MS, change }],
    });
    const days = (more = {}) => askAt(history, 240, more).runwayDays?.p50 ?? 0;
    expect(days()).toBeCloseTo(10, 6);
    expect(days(inHours(24, -48))).toBeCloseTo(8, 6);
    expect(days(inHours(24, -230))).toBeCloseTo(1, 6);
    expect(days(inHours(24, 48))).toBeCloseTo(12, 6);
    expect(days(inHours(24 * 11, 48))).toBeCloseTo(10, 6);
    expect(days(inHours(-1, -100))).toBeCloseTo(10, 6);
  });

  it('is where its projections end, over the steps of what is to come', () => {
    const history = hourly(672, (hour) => (hour % 24) / 12);
    const atMs = history.lastAtMs + 36 * HOUR_MS;
    const input = {
      balance: 100,
      emptyAt: 2,
      history,
      nowMs: history.lastAtMs,
      events: [{ atMs, resetTo: 50 }],
      monthly: { left: 60, isSpentFirst: true },
    };
    const { runwayDays } = forecast(input);
    const projections = projectionsOf(input) ?? [];
    expect(projections.map((course) => course[0])).toEqual(
      Array(3).fill({ atMs: input.nowMs, balance: 100 }),
    );
    for (const [at, days] of [runwayDays?.p10, runwayDays?.p50, runwayDays?.p90].entries()) {
      const end = projections[at]?.at(-1);
      expect(end?.balance).toBe(2);
      expect(((end?.atMs ?? 0) - input.nowMs) / DAY_MS).toBeCloseTo(days ?? 0, 9);
      const [before, after] = projections[at]?.filter((corner) => corner.atMs === atMs) ?? [];
      expect(after?.balance).toBeGreaterThan(before?.balance ?? 1e9);
    }
  });

  it('has no projections where nothing is spent, and none where nothing is left', () => {
    const input = { emptyAt: 0, nowMs: START + 672 * HOUR_MS };
    expect(projectionsOf({ ...input, balance: 10, history: hourly(672, () => 0) })).toBeUndefined();
    expect(projectionsOf({ ...input, balance: 0, history: hourly(672, () => 1) })).toBeUndefined();
  });

  it('ends within ten years, however rich the wallet', () => {
    expect(
      askAt(
        hourly(672, () => 1e-15),
        1e19,
      ).runwayDays,
    ).toEqual({
      p10: 3650,
      p50: 3650,
      p90: 3650,
    });
  });

  it('is worked out for a later moment than the last reading', () => {
    const history = hourly(672, () => 1);
    const later = askAt(history, 240, { nowMs: history.lastAtMs + 90 * 60_000 });
    expect(later.runwayDays?.p50).toBeCloseTo(10, 6);
  });

  it('goes on after a poll within the hour', () => {
    const history = addInterval(
      hourly(672, () => 4),
      { toMs: START + 672 * HOUR_MS + HOUR_MS / 4, spend: 1 },
    );
    expect(askAt(history, 96).runwayDays?.p50).toBeCloseTo(1, 6);
  });
});
