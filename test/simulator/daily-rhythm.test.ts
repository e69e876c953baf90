import { describe, expect, it } from 'vitest';
import { HOUR_MS } from '../../functions/core/ledger/durations.ts';
import { dailyRhythm } from '../../simulator/daily-rhythm.ts';
import type { Call } from '../../simulator/spend-source.ts';

/** A Monday. */
const START_MS = Date.UTC(2026, 10, 2);

function callsOver(hours: number, perDay: number, seed: number): Call[] {
  const source = dailyRhythm({ perDay, seed });
  return Array.from(
    { length: hours },
    (_, hour) => source.stepAt(START_MS + hour * HOUR_MS).calls,
  ).flat();
}

function creditsBy<Group>(
  calls: readonly Call[],
  group: (date: Date) => Group,
): Map<Group, number> {
  const sums = new Map<Group, number>();
  for (const call of calls) {
    const key = group(new Date(call.atMs));
    sums.set(key, (sums.get(key) ?? 0) + call.cost / 10_000);
  }
  return sums;
}

describe('the made-up rhythm', () => {
  it('is the same for the same seed and another for another', () => {
    expect(callsOver(200, 100, 7)).toEqual(callsOver(200, 100, 7));
    expect(callsOver(200, 100, 7)).not.toEqual(callsOver(200, 100, 8));
  });

  it('does not depend on the order of asking', () => {
    const source = dailyRhythm({ perDay: 100, seed: 7 });
    const later = source.stepAt(START_MS + 30 * HOUR_MS);
    source.stepAt(START_MS);
    expect(source.stepAt(START_MS + 30 * HOUR_MS)).toEqual(later);
    expect(source.stepAt(START_MS + 30.7 * HOUR_MS)).toEqual(later);
  });

  it.each([0.5, 41, 500, 1_000_000])('spends about %d credits a day over many weeks', (perDay) => {
    const calls = callsOver(24 * 7 * 40, perDay, 3);
    const credits = calls.reduce((sum, call) => sum + call.cost / 10_000, 0);
    expect(credits / 280 / perDay).toBeGreaterThan(0.93);
    expect(credits / 280 / perDay).toBeLessThan(1.07);
  });

  it('spends nothing at nothing a day', () => {
    expect(callsOver(100, 0, 1)).toEqual([]);
  });

  it('keeps calls in order, inside their hour and above zero', () => {
    const source = dailyRhythm({ perDay: 2_000, seed: 5 });
    for (let hour = 0; hour < 500; hour++) {
      const fromMs = START_MS + hour * HOUR_MS;
      const { untilMs, calls } = source.stepAt(fromMs);
      const moments = calls.map((call) => call.atMs);
      expect(untilMs).toBe(fromMs + HOUR_MS);
      expect(moments).toEqual([...moments].sort((a, b) => a - b));
      expect(moments.every((ms) => ms >= fromMs && ms < untilMs)).toBe(true);
      expect(calls.every((call) => call.cost > 0 && Number.isInteger(call.cost))).toBe(true);
    }
  });

  it('pays whole credits at list prices for a usual wallet', () => {
    expect(callsOver(24 * 7, 200, 1).every((call) => call.cost % 10_000 === 0)).toBe(true);
  });

  it('is quieter at night and at weekends', () => {
    const calls = callsOver(24 * 7 * 8, 500, 2);
    const byHour = creditsBy(calls, (date) => date.getUTCHours());
    const byDay = creditsBy(calls, (date) => date.getUTCDay());
    expect(byHour.get(10) ?? 0).toBeGreaterThan(3 * (byHour.get(3) ?? 0));
    expect(byDay.get(2) ?? 0).toBeGreaterThan(1.7 * (byDay.get(0) ?? 0));
    expect(byDay.get(3) ?? 0).toBeGreaterThan(1.7 * (byDay.get(6) ?? 0));
  });

  it('has bursts: on about one day in ten, single hours hold a seventh of the day', () => {
    const calls = callsOver(24 * 7 * 12, 100_000, 4);
    const byDay = creditsBy(calls, (date) => date.toISOString().slice(0, 10));
    const byHour = creditsBy(calls, (date) => date.toISOString().slice(0, 13));
    const burstDays = new Set<string>();
    for (const [hour, credits] of byHour) {
      const day = hour.slice(0, 10);
      if (credits > (byDay.get(day) ?? 0) / 7) burstDays.add(day);
    }
    expect(burstDays.size).toBeGreaterThan(2);
    expect(burstDays.size).toBeLessThan(20);
  });
});
