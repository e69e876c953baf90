import { describe, expect, it } from 'vitest';
import { addIntervals, startHistory } from '../../../../../functions/core/forecast/hourly-spend.ts';
import { irregularityOf } from '../../../../../functions/core/forecast/model/irregularity.ts';
import { levelsOf } from '../../../../../functions/core/forecast/model/levels.ts';
import { profileOf } from '../../../../../functions/core/forecast/model/profile.ts';
import {
  dayOfWeek,
  hourOfDay,
  windowOf,
} from '../../../../../functions/core/forecast/model/window.ts';
import { HOUR_MS } from '../../../../../functions/core/ledger/durations.ts';

const MONDAY = Date.UTC(2025, 0, 6);

function windowWith(hours: number, spendOf: (hour: number) => number | undefined) {
  return windowOf(
    addIntervals(
      startHistory(MONDAY),
      Array.from({ length: hours }, (_, hour) => ({
        toMs: MONDAY + (hour + 1) * HOUR_MS,
        spend: spendOf(hour),
      })),
    ),
  );
}

const office = (hour: number) => (hour % 24 >= 9 && hour % 24 < 17 ? 3 : 0);
const isWeekend = (hour: number) => Math.floor(hour / 24) % 7 >= 5;

describe('the calendar', () => {
  it('counts hours and weekdays in UTC, before 1970 too', () => {
    const hour = MONDAY / HOUR_MS;
    expect([hourOfDay(hour + 5), dayOfWeek(hour), dayOfWeek(hour - 1)]).toEqual([5, 1, 0]);
    expect([hourOfDay(-1), dayOfWeek(-1), dayOfWeek(0)]).toEqual([23, 3, 4]);
  });
});

describe('the profile', () => {
  it('is flat before a day is known, and for an even wallet', () => {
    expect([...profileOf(windowWith(20, office)).hours]).toEqual(Array(24).fill(1));
    for (const factor of profileOf(windowWith(672, () => 2)).hours) expect(factor).toBeCloseTo(1);
  });

  it('has mean 1 and finds the hours in which a wallet spends', () => {
    const { hours } = profileOf(windowWith(240, office));
    expect(hours.reduce((sum, factor) => sum + factor, 0)).toBeCloseTo(24);
    expect(hours[12]).toBeGreaterThan(2.5);
    expect(hours[3]).toBeLessThan(0.2);
  });

  it('finds weekends from two weeks on', () => {
    const spend = (hour: number) => (isWeekend(hour) ? 0.2 : 1);
    expect([...profileOf(windowWith(335, spend)).days]).toEqual(Array(7).fill(1));
    const { days } = profileOf(windowWith(672, spend));
    expect(days[0]).toBeLessThan(0.6);
    expect(days[3]).toBeGreaterThan(1.1);
  });

  it('passes over hours that are not known', () => {
    const { hours } = profileOf(windowWith(240, (hour) => (hour % 5 === 0 ? undefined : 1)));
    for (const factor of hours) expect(factor).toBeCloseTo(1);
  });
});

describe('the levels', () => {
  it('see the last day and the last hours', () => {
    const window = windowWith(672, (hour) => (hour < 648 ? 2 : hour < 669 ? 6 : 1));
    const levels = levelsOf(window, {
      hours: new Float64Array(24).fill(1),
      days: new Float64Array(7).fill(1),
    });
    expect(levels.month).toBeCloseTo(2.12, 1);
    expect(levels.week).toBeCloseTo(2.48, 1);
    expect(levels.day).toBeCloseTo(5.2, 1);
    expect(levels.hours3).toBeCloseTo(1.2, 1);
  });

  it('do not take the quiet hours of a rhythm for a lower level', () => {
    const window = windowWith(672 + 6, office);
    const levels = levelsOf(window, profileOf(window));
    expect(levels.hours3 / levels.month).toBeGreaterThan(0.7);
    expect(levels.day / levels.month).toBeCloseTo(1, 1);
  });

  it('are those of the month where the last day is not known', () => {
    const window = windowWith(672, (hour) => (hour < 640 ? 2 : undefined));
    const levels = levelsOf(window, profileOf(window));
    expect(levels.day).toBeCloseTo(2);
    expect(levels.hours3).toBeCloseTo(2);
  });
});

describe('irregularity', () => {
  const of = (spendOf: (hour: number) => number) => {
    const window = windowWith(672, spendOf);
    const profile = profileOf(window);
    return irregularityOf(window, profile, levelsOf(window, profile).month);
  };

  it('is nothing for an even wallet and little for one with a rhythm', () => {
    expect(of(() => 2)).toEqual({ ofDays: 0, ofHours: 0, skew: -0 });
    const rhythm = of((hour) => (isWeekend(hour) ? 0.2 : 1) * (0.1 + office(hour)));
    expect(rhythm.ofDays).toBeLessThan(0.5);
    expect(rhythm.skew).toBeLessThan(0.25);
  });

  it('is large where a few days carry the spend', () => {
    const bursts = of((hour) => (Math.floor(hour / 24) % 9 === 0 ? 50 : 1));
    expect(bursts.ofDays).toBeGreaterThan(0.8);
    expect(bursts.skew).toBeGreaterThan(1);
  });
});
