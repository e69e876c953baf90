import { HOUR_MS, type HourlySpend } from './hourly-spend.ts';
import { hoursUntilEmpty, type SpendPath } from './model/path.ts';
import { type Window, windowOf } from './model/window.ts';

/**
 * The door to the forecaster: everything outside asks here and nowhere else.
 * Pure and scale-equivariant: twice the spend and twice the balance give the same runway.
 */
export interface ForecastInput {
  /** Balance now, in the wallet's currency; may be negative. */
  readonly balance: number;
  /** The balance at which the wallet counts as empty. */
  readonly emptyAt: number;
  readonly history: HourlySpend;
  /** Decision time, epoch milliseconds; not before the history's last reading. */
  readonly nowMs: number;
  /** Known debits (negative) and refills (positive) to come, in the wallet's currency. */
  readonly events?: readonly FutureEvent[];
}

export interface FutureEvent {
  readonly atMs: number;
  readonly change: number;
}

/**
 * - `learning`: too little history; `learning` says what is missing and until when. Answers all the same, widely.
 * - `idle`: no spend in the whole window; not running down.
 * - `unpredictable`: p90 is more than six times p10.
 * - `empty`: the balance is at or below `emptyAt`, or spending stopped below one usual hour's burn.
 */
export type ForecastState = 'learning' | 'idle' | 'steady' | 'bursty' | 'unpredictable' | 'empty';

/** Days until empty: one time in ten earlier than p10, in the middle p50, one time in ten later than p90. */
export interface RunwayDays {
  readonly p10: number;
  readonly p50: number;
  readonly p90: number;
}

export interface Forecast {
  readonly state: ForecastState;
  /** null only when `idle` or `empty`. */
  readonly runwayDays: RunwayDays | null;
  /** Expected spend over the next 24 hours, in the wallet's currency; ≥ 0. */
  readonly burnPerDay: number;
  /** Only while `learning`. */
  readonly learning?: { readonly missing: string; readonly untilMs: number };
}

const MIN_KNOWN_HOURS = 72;
const UNKNOWN_RUNWAY_DAYS: RunwayDays = { p10: 0.25, p50: 4, p90: 60 };

export function forecast(input: ForecastInput): Forecast {
  const window = windowOf(input.history);
  const room = input.balance - input.emptyAt;
  const meanPerHour = window.knownHours > 0 ? window.total / window.knownHours : 0;
  const lastDay = recent(window, 24);
  const perHour = (lastDay.spend + 12 * meanPerHour) / (lastDay.known + 12);
  const burnPerDay = 24 * perHour;
  if (room <= 0 || (room < meanPerHour && recent(window, 3).spend === 0)) {
    return { state: 'empty', runwayDays: null, burnPerDay };
  }
  const learning = whatIsMissing(window, input.nowMs);
  if (window.total === 0) {
    return learning
      ? { state: 'learning', runwayDays: UNKNOWN_RUNWAY_DAYS, burnPerDay, learning }
      : { state: 'idle', runwayDays: null, burnPerDay };
  }
  const spread = 2 + 24 / (window.knownHours + 1);
  const days = (factor: number): number => runwayDays(input, room, perHour * factor);
  const runway = { p10: days(spread), p50: days(1), p90: days(1 / spread) };
  if (learning) return { state: 'learning', runwayDays: runway, burnPerDay, learning };
  return {
    state: runway.p90 > 6 * runway.p10 ? 'unpredictable' : 'steady',
    runwayDays: runway,
    burnPerDay,
  };
}

function runwayDays(input: ForecastInput, room: number, perHour: number): number {
  const path: SpendPath = {
    nowMs: input.nowMs,
    endHours: Float64Array.of(1),
    spent: Float64Array.of(perHour),
    tailPerHour: perHour,
  };
  const events = (input.events ?? []).toSorted((a, b) => a.atMs - b.atMs);
  return hoursUntilEmpty(path, room, events) / 24;
}

function whatIsMissing(window: Window, nowMs: number): Forecast['learning'] {
  const missingHours = MIN_KNOWN_HOURS - window.knownHours;
  if (missingHours <= 0) return undefined;
  return {
    missing: `${Math.ceil(missingHours)} more hours of readings`,
    untilMs: nowMs + missingHours * HOUR_MS,
  };
}

/** Known spend and known hours of the last `hours` entries. */
function recent(window: Window, hours: number): { spend: number; known: number } {
  let spend = 0;
  let known = 0;
  for (let at = Math.max(0, window.spend.length - hours); at < window.spend.length; at++) {
    spend += window.spend[at] as number;
    known += window.known[at] as number;
  }
  return { spend, known };
}
