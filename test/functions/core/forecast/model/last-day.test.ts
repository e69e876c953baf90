import { describe, expect, it } from 'vitest';
import { forecast } from '../../../../../functions/core/forecast/forecast.ts';
import {
  addIntervals,
  type HourlySpend,
  startHistory,
} from '../../../../../functions/core/forecast/hourly-spend.ts';
import { isAfterBurst } from '../../../../../functions/core/forecast/model/burn.ts';
import { windowOf } from '../../../../../functions/core/forecast/model/window.ts';
import { HOUR_MS } from '../../../../../functions/core/ledger/durations.ts';

const START = Date.UTC(2025, 0, 7);

function hourly(hours: number, spendOf: (hour: number) => number): HourlySpend {
  return addIntervals(
    startHistory(START),
    Array.from({ length: hours }, (_, hour) => ({
      toMs: START + (hour + 1) * HOUR_MS,
      spend: spendOf(hour),
    })),
  );
}

const hoursLeft = (history: HourlySpend, balance: number): number =>
  24 * (forecast({ balance, emptyAt: 0, history, nowMs: history.lastAtMs }).runwayDays?.p50 ?? NaN);

/** Ten days of one credit an hour with a burst of 20 an hour for four hours every third day. */
const uneven = (hour: number) => (hour % 72 >= 48 && hour % 72 < 52 ? 20 : 1);

describe('the last day of an uneven wallet', () => {
  it('answers a few hours while a burst goes on', () => {
    const bursting = hourly(240, (hour) => (hour >= 238 ? 20 : uneven(hour)));
    // Twenty credits are an hour of this burst and a mean half day.
    expect(hoursLeft(bursting, 20)).toBeLessThan(6);
  });

  it('lasts longer while it is quiet than at its usual pace', () => {
    const quiet = hourly(240, (hour) => (hour >= 237 ? 0 : uneven(hour)));
    expect(hoursLeft(quiet, 10)).toBeGreaterThan(1.5 * hoursLeft(hourly(240, uneven), 10));
  });
});

describe('a burst that has just been', () => {
  it('is twelve hours of three times the pace before, at least a day of which is known', () => {
    const spent = (perHour: number, hours = 240) =>
      isAfterBurst(windowOf(hourly(hours, (hour) => (hour >= hours - 12 ? perHour : 1))));
    expect(spent(1)).toBe(false);
    expect(spent(2.9)).toBe(false);
    expect(spent(3.1)).toBe(true);
    expect(spent(3.1, 30)).toBe(false);
  });

  it('is none where nothing was spent before', () => {
    expect(isAfterBurst(windowOf(hourly(240, (hour) => (hour === 239 ? 5 : 0))))).toBe(false);
  });
});
