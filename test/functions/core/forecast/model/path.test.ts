import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  hoursUntilEmpty,
  hoursUntilSpent,
  MAX_RUNWAY_HOURS,
  type SpendPath,
  spentAt,
  walkToEmpty,
} from '../../../../../functions/core/forecast/model/path.ts';
import { HOUR_MS } from '../../../../../functions/core/ledger/durations.ts';

const NOW = Date.UTC(2025, 0, 7);

/** 2 an hour for half an hour, nothing for an hour, 4 an hour for an hour, then 1 an hour. */
const path: SpendPath = {
  nowMs: NOW,
  endHours: Float64Array.of(0.5, 1.5, 2.5),
  spent: Float64Array.of(1, 1, 5),
  tailPerHour: 1,
};
const event = (hours: number, change: number) => ({ atMs: NOW + hours * HOUR_MS, change });

describe('a path', () => {
  it('says when an amount is spent, within a step and after the last', () => {
    expect(hoursUntilSpent(path, 0.5)).toBe(0.25);
    expect(hoursUntilSpent(path, 1)).toBe(0.5);
    expect(hoursUntilSpent(path, 3)).toBe(2);
    expect(hoursUntilSpent(path, 15)).toBe(12.5);
  });

  it('says how much is spent by a time', () => {
    for (const amount of [0.5, 1, 3, 5, 15]) {
      expect(spentAt(path, hoursUntilSpent(path, amount))).toBeCloseTo(amount);
    }
    expect(spentAt(path, 1)).toBe(1);
  });

  it('ends after ten years when nothing is spent any more', () => {
    expect(hoursUntilSpent({ ...path, tailPerHour: 0 }, 6)).toBe(MAX_RUNWAY_HOURS);
    expect(hoursUntilEmpty(path, 1e30, [])).toBe(MAX_RUNWAY_HOURS);
  });

  it('runs out at the debit that is too much', () => {
    expect(hoursUntilEmpty(path, 10, [event(2, -8)])).toBe(2);
    expect(hoursUntilEmpty(path, 10, [event(2, -4)])).toBe(3.5);
  });

  it('counts a refill only if it comes in time', () => {
    expect(hoursUntilEmpty(path, 10, [event(2, 5)])).toBe(12.5);
    expect(hoursUntilEmpty(path, 3, [event(5, 50)])).toBe(2);
  });

  it('tells the corners on the way: now, before and after each event, and empty', () => {
    const refill = { atMs: NOW + 2 * HOUR_MS, resetTo: 6 };
    const { hours, forfeited, corners } = walkToEmpty(path, 10, [refill, event(4, -2)], {
      left: 4,
      isSpentFirst: true,
    });
    // Of 4 monthly ones 3 are spent by then; 1 of them makes room for 6.
    expect(forfeited).toBe(1);
    expect(corners).toEqual([
      { hours: 0, headroom: 10 },
      { hours: 2, headroom: 7 },
      { hours: 2, headroom: 12 },
      { hours: 4, headroom: 8.5 },
      { hours: 4, headroom: 6.5 },
      { hours: 10.5, headroom: 0 },
    ]);
    expect(hours).toBe(10.5);
  });

  it('passes over events before now and changes that are no numbers', () => {
    expect(hoursUntilEmpty(path, 10, [event(-1, -9), event(1, Number.NaN)])).toBe(7.5);
  });

  it('is met later by more money, whatever is to come', () => {
    const events = fc
      .array(fc.tuple(fc.double({ min: 0, max: 30, noNaN: true }), fc.integer({ min: -9, max: 9 })))
      .map((given) => given.toSorted(([a], [b]) => a - b).map(([at, change]) => event(at, change)));
    const amount = fc.double({ min: 0.01, max: 50, noNaN: true });
    fc.assert(
      fc.property(amount, amount, events, (room, more, known) => {
        const less = hoursUntilEmpty(path, room, known);
        expect(hoursUntilEmpty(path, room + more, known)).toBeGreaterThanOrEqual(less - 1e-9);
      }),
    );
  });
});
