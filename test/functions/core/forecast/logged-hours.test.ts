import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { forecast } from '../../../../functions/core/forecast/forecast.ts';
import { addIntervals, startHistory } from '../../../../functions/core/forecast/hourly-spend.ts';
import {
  decodeHourlySpend,
  encodeHourlySpend,
} from '../../../../functions/core/forecast/hourly-spend-codec.ts';
import {
  loggedHoursOf,
  withLoggedHours,
} from '../../../../functions/core/forecast/logged-hours.ts';
import { HOUR_MS } from '../../../../functions/core/ledger/durations.ts';

const START_HOUR = Math.floor(Date.UTC(2026, 10, 2) / HOUR_MS);
const hourly = fc.array(fc.double({ min: 0, max: 50, noNaN: true }), {
  minLength: 1,
  maxLength: 60,
});

/** Read at each full hour, from `fromHour` on. */
function readFrom(fromHour: number, spends: readonly number[]) {
  const intervals = spends.map((spend, at) => ({ toMs: (fromHour + at + 1) * HOUR_MS, spend }));
  return addIntervals(startHistory(fromHour * HOUR_MS), intervals);
}
const logged = (fromHour: number, spends: readonly number[]) =>
  new Map(spends.map((spend, at) => [fromHour + at, spend]));

describe('hours from the log', () => {
  it('stand where readings would have put them', () => {
    fc.assert(
      fc.property(hourly, hourly, (before, after) => {
        const all = readFrom(START_HOUR, [...before, ...after]);
        const late = readFrom(START_HOUR + before.length, after);
        const filled = withLoggedHours(late, logged(START_HOUR, before));
        expect(filled.closed).toEqual(all.closed);
        expect(filled.open).toEqual(all.open);
        expect(filled.usualPerHour ?? 0).toBeCloseTo(all.usualPerHour ?? 0, 9);
        expect(loggedHoursOf(filled)).toBe(before.length);
        expect(loggedHoursOf(late)).toBe(0);
        const kept = decodeHourlySpend(encodeHourlySpend(filled));
        expect(loggedHoursOf(kept)).toBe(before.length);
      }),
    );
  });

  it('can be put there again, and taken out', () => {
    fc.assert(
      fc.property(hourly, hourly, (before, after) => {
        const late = readFrom(START_HOUR + before.length, after);
        const log = logged(START_HOUR, before);
        const once = withLoggedHours(late, log);
        expect(withLoggedHours(once, log)).toEqual(once);
        expect(withLoggedHours(once, new Map()).closed).toEqual(late.closed);
      }),
    );
  });

  it('never change a measured hour, also where the log knows better', () => {
    const late = readFrom(START_HOUR + 10, [1, 2, 3, 4]);
    const log = logged(START_HOUR, Array<number>(14).fill(99));
    expect([...withLoggedHours(late, log).closed].slice(-4)).toEqual([1, 2, 3, 4]);
  });

  it('leave unknown what neither knows, and keep 28 days', () => {
    const late = readFrom(START_HOUR + 900, [1, 2]);
    const filled = withLoggedHours(late, logged(START_HOUR, Array<number>(800).fill(5)));
    expect(filled.closed).toHaveLength(672);
    expect(filled.closed.slice(-102, -2).every(Number.isNaN)).toBe(true);
  });

  it('end the learning, and the forecast says so until readings alone would', () => {
    const spends = Array.from({ length: 120 }, (_, at) => 1 + (at % 24) / 10);
    const input = (history: ReturnType<typeof readFrom>) => {
      return forecast({ balance: 500, emptyAt: 0, history, nowMs: history.lastAtMs });
    };
    const late = readFrom(START_HOUR + 100, spends.slice(100));
    expect(input(late).state).toBe('learning');
    const fromLog = input(withLoggedHours(late, logged(START_HOUR, spends.slice(0, 100))));
    const fromReadings = input(readFrom(START_HOUR, spends));
    expect(fromLog).toEqual({ ...fromReadings, isFromLog: true });
    expect(fromReadings.isFromLog).toBeUndefined();
    const older = readFrom(START_HOUR + 30, spends.slice(30));
    const known = input(withLoggedHours(older, logged(START_HOUR, spends.slice(0, 30))));
    expect(known.isFromLog).toBeUndefined();
  });
});
