import { DAY_MS, HOUR_MS, WEEK_MS } from '../functions/core/ledger/durations.ts';
import { PER_CREDIT } from './credits.ts';
import { type Random, randomFrom } from './random.ts';
import type { Call, SpendSource } from './spend-source.ts';

/** Calls are sized so that a usual day has about this many; a single step has at most MAX_CALLS. */
const CALLS_PER_DAY = 240;
const MAX_CALLS = 60;

export interface TraceSpendOptions {
  readonly trace: Trace;
  /** Where the trace's first row falls, epoch milliseconds. */
  readonly startMs: number;
  /** Places the calls inside a step. @default 1 */
  readonly seed?: number;
}

interface Step {
  /** From the trace's first row, milliseconds. */
  readonly fromMs: number;
  readonly untilMs: number;
  /** Ten-thousandths of a credit. */
  readonly units: number;
}

/**
 * Replays a trace as it is; spend of a step falls in calls inside it, to 4 decimals (what is rounded off is carried on).
 * After its end the last whole weeks of it repeat for ever, so that weekdays and hours stay where they are; of a trace
 * under a week the last whole days repeat, of one under a day all of it. Before the start nothing is spent.
 */
export function traceSpend({ trace, startMs, seed = 1 }: TraceSpendOptions): SpendSource {
  const steps = stepsOf(trace);
  const lengthMs = steps.at(-1)?.untilMs ?? HOUR_MS;
  const repeatMs = lastWhole(WEEK_MS, lengthMs) ?? lastWhole(DAY_MS, lengthMs) ?? lengthMs;
  const units = steps.reduce((sum, step) => sum + step.units, 0);
  const perDay = ((units / PER_CREDIT) * DAY_MS) / lengthMs;
  const usualCall = Math.max(1, (perDay * PER_CREDIT) / CALLS_PER_DAY);
  return {
    perDay,
    stepAt(atMs) {
      const passedMs = atMs - startMs;
      if (passedMs < 0) return { untilMs: startMs, calls: [] };
      const rounds = passedMs < lengthMs ? 0 : Math.floor((passedMs - lengthMs) / repeatMs) + 1;
      const shiftMs = startMs + rounds * repeatMs;
      const step = steps[indexAt(steps, atMs - shiftMs)];
      if (!step) throw new RangeError(`${atMs} is no time`);
      const random = randomFrom(seed, rounds, step.fromMs / 1000);
      const calls = callsOf(step, step.fromMs + shiftMs, usualCall, random);
      // A round may begin inside a step; what lies before belongs to the round before.
      const roundFromMs = rounds === 0 ? startMs : shiftMs + lengthMs - repeatMs;
      return {
        untilMs: step.untilMs + shiftMs,
        calls: calls.filter((call) => call.atMs >= roundFromMs),
      };
    },
  };
}

/** Steps without a hole between them: where rows are missing, nothing is spent. */
function stepsOf({ rows, stepMs }: Trace): Step[] {
  const steps: Step[] = [];
  const firstMs = rows[0]?.atMs ?? 0;
  let sum = 0;
  for (const row of rows) {
    const fromMs = row.atMs - firstMs;
    const reachedMs = steps.at(-1)?.untilMs ?? 0;
    if (fromMs > reachedMs) steps.push({ fromMs: reachedMs, untilMs: fromMs, units: 0 });
    const units = Math.round((sum + row.spend) * PER_CREDIT) - Math.round(sum * PER_CREDIT);
    sum += row.spend;
    steps.push({ fromMs, untilMs: fromMs + stepMs, units });
  }
  return steps;
}

function lastWhole(unitMs: number, lengthMs: number): number | undefined {
  return lengthMs < unitMs ? undefined : Math.floor(lengthMs / unitMs) * unitMs;
}

/** The last step that begins at or before `passedMs`, by bisection. */
function indexAt(steps: readonly Step[], passedMs: number): number {
  let low = 0;
  let high = steps.length - 1;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if ((steps[middle]?.fromMs ?? 0) <= passedMs) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** The step's spend, to the last ten-thousandth, in calls of uneven size at random moments inside it. */
function callsOf(step: Step, fromMs: number, usualCall: number, random: Random): Call[] {
  const count = Math.min(Math.ceil(step.units / usualCall), MAX_CALLS, step.units);
  const lengthMs = step.untilMs - step.fromMs;
  const moments = Array.from(
    { length: count },
    () => fromMs + 1 + Math.floor(random() * (lengthMs - 1)),
  );
  moments.sort((a, b) => a - b);
  let paid = 0;
  return moments.map((atMs, index) => {
    const upTo = Math.round(
      (step.units * (index + 1 - (index + 1 < count ? random() * 0.8 : 0))) / count,
    );
    const cost = upTo - paid;
    paid = upTo;
    return { atMs, cost };
  });
}

/** Spend over time, read from a file: rows in order of time, none twice. */
export interface Trace {
  readonly rows: readonly TraceRow[];
  /** What one row covers: the smallest distance between two rows, a second to an hour; an hour for a single row. */
  readonly stepMs: number;
}

export interface TraceRow {
  /** Where the row's step begins, epoch milliseconds. */
  readonly atMs: number;
  /** Credits spent in the step, 0 … 10⁹. */
  readonly spend: number;
}
