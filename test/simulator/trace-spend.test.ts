import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { HOUR_MS } from '../../functions/core/ledger/durations.ts';
import type { Trace } from '../../simulator/trace-spend.ts';
import { traceSpend } from '../../simulator/trace-spend.ts';
import { createSimulatedWallet } from '../../simulator/wallet.ts';

const START_MS = Date.UTC(2026, 10, 3, 5);
const FIRST_MS = Date.UTC(2025, 0, 7);

function hourly(spends: readonly number[]): Trace {
  const rows = spends.map((spend, hour) => ({ atMs: FIRST_MS + hour * HOUR_MS, spend }));
  return { rows, stepMs: HOUR_MS };
}

/** What is really spent in each hour after the start. */
function replay(trace: Trace, hours: number, seed = 1): number[] {
  const spend = traceSpend({ trace, startMs: START_MS, seed });
  const wallet = createSimulatedWallet({ startMs: START_MS, balance: 1e9, currency: 'SQC', spend });
  let before = 0;
  return Array.from({ length: hours }, (_, hour) => {
    const { spent } = wallet.totalsAt(START_MS + (hour + 1) * HOUR_MS - 1);
    const inHour = Math.round((spent - before) * 10_000) / 10_000;
    before = spent;
    return inHour;
  });
}

describe('replaying a trace', () => {
  it('maps the first row onto the start and spends each row in its step', () => {
    const spends = Array.from({ length: 24 }, (_, hour) => (hour * 7.0301) % 5);
    const rounded = spends.map((spend) => Math.round(spend * 10_000) / 10_000);
    expect(replay(hourly(rounded), 24)).toEqual(rounded);
  });

  it('knows the mean of a day', () => {
    expect(traceSpend({ trace: hourly([1, 2, 3, 0]), startMs: 0 }).perDay).toBe(36);
  });

  it('spends nothing before the start and where rows are missing', () => {
    const trace = hourly([3, 0, 0, 4]);
    const gap = { ...trace, rows: trace.rows.filter((row) => row.spend > 0) };
    expect(replay(gap, 4)).toEqual([3, 0, 0, 4]);
    const early = traceSpend({ trace, startMs: START_MS }).stepAt(START_MS - 5 * HOUR_MS);
    expect(early).toEqual({ untilMs: START_MS, calls: [] });
  });

  it('spreads an hour over several calls, elsewhere for another seed', () => {
    const calls = (seed: number) =>
      traceSpend({ trace: hourly([24, 0, 24]), startMs: START_MS, seed }).stepAt(START_MS).calls;
    expect(calls(1).length).toBeGreaterThan(5);
    expect(calls(1)).toEqual(calls(1));
    expect(calls(1)).not.toEqual(calls(2));
  });

  it('follows finer steps', () => {
    const rows = [6, 0, 0, 3, 0, 0].map((spend, i) => ({ atMs: FIRST_MS + i * 600_000, spend }));
    const spend = traceSpend({ trace: { rows, stepMs: 600_000 }, startMs: START_MS });
    const wallet = createSimulatedWallet({ startMs: START_MS, balance: 9, currency: 'SQC', spend });
    expect(wallet.balanceAt(START_MS + 600_000)).toBe('3.0000');
    expect(wallet.balanceAt(START_MS + 3 * 600_000)).toBe('3.0000');
    expect(wallet.balanceAt(START_MS + 4 * 600_000)).toBe('0.0000');
  });

  it('carries on what four decimals cannot hold', () => {
    const spent = replay(hourly(Array.from({ length: 24 }, () => 0.00003)), 24).reduce(
      (a, b) => a + b,
    );
    expect(spent).toBeCloseTo(0.0007, 6);
  });

  it('repeats the last whole weeks, so that weekdays and hours line up', () => {
    const week = 168;
    const length = 2 * week + 30;
    const spends = Array.from({ length }, (_, hour) => hour + 1);
    const played = replay(hourly(spends), length + 3 * week);
    for (let hour = length; hour < played.length; hour++) {
      const source = (played[hour] ?? 0) - 1;
      expect((hour - source) % week).toBe(0);
      expect(source).toBeGreaterThanOrEqual(30);
    }
    expect(played.slice(length, length + 2 * week)).toEqual(spends.slice(30));
  });

  it('repeats whole days of a trace under a week, and all of one under a day', () => {
    const days = Array.from({ length: 30 }, (_, hour) => hour + 1);
    expect(replay(hourly(days), 54).slice(30)).toEqual(days.slice(6));
    expect(replay(hourly([1, 2, 3]), 8)).toEqual([1, 2, 3, 1, 2, 3, 1, 2]);
  });

  it('spends just what the trace says, whatever the trace', () => {
    const spends = fc.array(fc.integer({ min: 0, max: 50_000_000 }), {
      minLength: 1,
      maxLength: 60,
    });
    fc.assert(
      fc.property(spends, fc.nat(), (units, seed) => {
        const trace = hourly(units.map((unit) => unit / 10_000));
        expect(replay(trace, units.length, seed)).toEqual(units.map((unit) => unit / 10_000));
      }),
    );
  });

  it('keeps calls in order and inside what was asked for, also where a round begins inside a step', () => {
    const rows = [0, 60, 110, 160, 1_455].map((minute) => ({
      atMs: FIRST_MS + minute * 60_000,
      spend: 5,
    }));
    const source = traceSpend({ trace: { rows, stepMs: 50 * 60_000 }, startMs: START_MS });
    let fromMs = START_MS;
    for (let i = 0; i < 40; i++) {
      const { untilMs, calls } = source.stepAt(fromMs);
      const moments = calls.map((call) => call.atMs);
      expect(untilMs).toBeGreaterThan(fromMs);
      expect(moments).toEqual([...moments].sort((a, b) => a - b));
      expect(moments.every((ms) => ms >= fromMs && ms < untilMs)).toBe(true);
      fromMs = untilMs;
    }
  });
});
