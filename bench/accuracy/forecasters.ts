import { type Forecast, forecast, projectionsOf } from '../../functions/core/forecast/forecast.ts';
import {
  addIntervals,
  type HourlySpend,
  startHistory,
} from '../../functions/core/forecast/hourly-spend.ts';
import { HOUR_MS } from '../../functions/core/ledger/durations.ts';
import type { Trace } from './traces.ts';

/** Hours to empty; only the project gives an interval and a state. */
export interface Answer {
  readonly p50: number;
  readonly p10?: number;
  readonly p90?: number;
  readonly state?: Forecast['state'];
}

/** All that a forecaster may look at: the hours before the decision. */
export interface Known {
  readonly nowMs: number;
  /** At most 28 days, oldest first. */
  readonly spend: Float64Array;
}

export interface Forecaster {
  readonly name: string;
  /** Looks at the past once and answers for any balance. */
  readonly prepare: (known: Known) => (balance: number) => Answer;
}

const MAX_KNOWN_HOURS = 28 * 24;
const NEVER = Number.POSITIVE_INFINITY;

export function knownAt(trace: Trace, hour: number, maxHours = MAX_KNOWN_HOURS): Known {
  const from = Math.max(0, hour - Math.min(maxHours, MAX_KNOWN_HOURS));
  return { nowMs: trace.fromMs + hour * HOUR_MS, spend: trace.spend.subarray(from, hour) };
}

export const project: Forecaster = {
  name: 'smartlyq-runway',
  prepare: (known) => {
    const history = historyOf(known);
    return (balance) => {
      const input = { balance, emptyAt: 0, history, nowMs: known.nowMs };
      const { runwayDays, state } = forecast(input);
      if (runwayDays !== null) {
        const { p10, p50, p90 } = runwayDays;
        return { p10: 24 * p10, p50: 24 * p50, p90: 24 * p90, state };
      }
      // What is left unanswered (idle, or stopped just above empty) is scored with the model's own date.
      const [p10, p50, p90] = (projectionsOf(input) ?? []).map(
        (course) => ((course.at(-1)?.atMs ?? 0) - known.nowMs) / HOUR_MS,
      );
      if (p10 === undefined || p50 === undefined || p90 === undefined) return { p50: NEVER, state };
      return { p10, p50, p90, state };
    };
  },
};

export const peers: readonly Forecaster[] = [
  lastHours('last 24 h', 24),
  lastHours('last 7 d', 168),
  predictLinear('predict_linear 6 h', 6),
  predictLinear('predict_linear 1 d', 24),
  { name: 'hour of day × 24 h level', prepare: hourOfDay },
];

/** The history that hourly readings would have left. */
export function historyOf({ nowMs, spend }: Known): HourlySpend {
  const fromMs = nowMs - spend.length * HOUR_MS;
  return addIntervals(
    startHistory(fromMs),
    Array.from(spend, (hour, at) => ({ toMs: fromMs + (at + 1) * HOUR_MS, spend: hour })),
  );
}

function lastHours(name: string, hours: number): Forecaster {
  return {
    name,
    prepare: ({ spend }) => {
      const perHour = meanOf(spend.subarray(-hours));
      return (balance) => ({ p50: balance / perHour });
    },
  };
}

/** Prometheus: a least-squares line through the balances of the span, continued from its own value now. */
function predictLinear(name: string, hours: number): Forecaster {
  return {
    name,
    prepare: ({ spend }) => {
      const recent = spend.subarray(-hours);
      const count = recent.length + 1;
      let spentLater = 0;
      const above = [0];
      for (let at = recent.length - 1; at >= 0; at--) {
        spentLater += recent[at] as number;
        above.push(spentLater);
      }
      const meanTime = -(count - 1) / 2;
      const meanAbove = above.reduce((sum, value) => sum + value, 0) / count;
      let product = 0;
      let squares = 0;
      above.forEach((value, back) => {
        product += (-back - meanTime) * (value - meanAbove);
        squares += (-back - meanTime) ** 2;
      });
      const slope = product / squares;
      const fittedAbove = meanAbove - slope * meanTime;
      return (balance) => ({
        p50: slope < 0 ? Math.max(0, balance + fittedAbove) / -slope : NEVER,
      });
    },
  };
}

/** The mean day's shape, scaled to what the last 24 hours spent. */
function hourOfDay({ spend, nowMs }: Known): (balance: number) => Answer {
  const nowHour = Math.floor(nowMs / HOUR_MS);
  const sums = new Float64Array(24);
  const counts = new Float64Array(24);
  spend.forEach((value, at) => {
    const hour = (nowHour - spend.length + at) % 24;
    sums[hour] = (sums[hour] as number) + value;
    counts[hour] = (counts[hour] as number) + 1;
  });
  const total = meanOf(spend);
  const shape = sums.map((sum, hour) =>
    counts[hour] && total > 0 ? sum / (counts[hour] as number) / total : 1,
  );
  const lastDay = spend.subarray(-24);
  const expected = lastDay.reduce(
    (sum, _, at) => sum + (shape[(nowHour - lastDay.length + at) % 24] as number),
    0,
  );
  const level = lastDay.reduce((sum, value) => sum + value, 0) / expected;
  const perDay = level * shape.reduce((sum, share) => sum + share, 0);
  return (balance) => {
    if (!(perDay > 0)) return { p50: NEVER };
    const days = Math.floor(balance / perDay);
    let left = balance - days * perDay;
    for (let hour = 0; hour < 24; hour++) {
      const rate = level * (shape[(nowHour + hour) % 24] as number);
      if (rate >= left) return { p50: 24 * days + hour + (rate > 0 ? left / rate : 0) };
      left -= rate;
    }
    return { p50: 24 * (days + 1) };
  };
}

function meanOf(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
