import { describe, expect, it } from 'vitest';
import { backfilledHistory } from '../../../bench/accuracy/backfilled.ts';
import { casesOf } from '../../../bench/accuracy/cases.ts';
import { historyOf, type Known, knownAt } from '../../../bench/accuracy/forecasters.ts';
import { figuresOf, scoreOf } from '../../../bench/accuracy/score.ts';
import { type Trace, traceOf } from '../../../bench/accuracy/traces.ts';
import { forecast } from '../../../functions/core/forecast/forecast.ts';
import type { HourlySpend } from '../../../functions/core/forecast/hourly-spend.ts';
import { HOUR_MS } from '../../../functions/core/ledger/durations.ts';
import { dailyRhythm } from '../../../simulator/daily-rhythm.ts';

const START_MS = Date.UTC(2025, 0, 7);
const BACKFILL_HOURS = 14 * 24;

function madeUp(seed: number): Trace {
  const source = dailyRhythm({ perDay: 40 * seed, seed });
  const rows = Array.from({ length: 40 * 24 }, (_, hour) => {
    const atMs = START_MS + hour * HOUR_MS;
    const spent = source.stepAt(atMs).calls.reduce((sum, { cost }) => sum + cost / 10_000, 0);
    return `${new Date(atMs).toISOString()},${spent}`;
  });
  return traceOf(`made up ${seed}`, ['time,spend', ...rows].join('\n'));
}

describe('the first reading after a backfill of 14 days', () => {
  it('has the forecast error of 14 days of readings, within 2 %', () => {
    const traces = [1, 2, 3, 4].map(madeUp);
    const cases = casesOf(traces).filter(
      ({ protocol, hour }) => protocol === 'P1' && hour > BACKFILL_HOURS + 24,
    );
    const errorOf = (history: (known: Known) => HourlySpend) => {
      const scores = cases.map((one) => {
        const trace = traces[one.trace] as Trace;
        // The log has whole days.
        const ofDay = new Date(trace.fromMs + one.hour * HOUR_MS).getUTCHours();
        const known = knownAt(trace, one.hour, BACKFILL_HOURS + ofDay);
        const input = { balance: one.balance, emptyAt: 0, nowMs: known.nowMs };
        const { runwayDays, isFromLog } = forecast({ ...input, history: history(known) });
        expect(isFromLog).toBe(history === backfilledHistory ? true : undefined);
        const { p10 = 0, p50 = 0, p90 = 0 } = runwayDays ?? {};
        return scoreOf(one, { p10: 24 * p10, p50: 24 * p50, p90: 24 * p90 });
      });
      return figuresOf(scores);
    };
    const [read, backfilled] = [errorOf(historyOf), errorOf(backfilledHistory)];
    expect(read.cases).toBeGreaterThan(300);
    expect(Math.abs(backfilled.mae / read.mae - 1)).toBeLessThan(0.02);
    expect(Math.abs(backfilled.median / read.median - 1)).toBeLessThan(0.02);
    expect(Math.abs(backfilled.p90 / read.p90 - 1)).toBeLessThan(0.02);
  });
});
