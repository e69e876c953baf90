import { HOUR_MS } from '../ledger/durations.ts';
import type { HourlySpend } from './hourly-spend.ts';
import { loggedHoursOf } from './logged-hours.ts';
import { burnPerDayOf, lastHours } from './model/burn.ts';
import { INTERVAL } from './model/constants.ts';
import { errorOf, quantilePath } from './model/interval.ts';
import { irregularityOf } from './model/irregularity.ts';
import { levelsOf } from './model/levels.ts';
import {
  type FutureEvent,
  hoursUntilEmpty,
  type MonthlyPart,
  type SpendPath,
  walkToEmpty,
} from './model/path.ts';
import { profileOf } from './model/profile.ts';
import { shapeOf, spendPath } from './model/spend-path.ts';
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
  /** Known debits and resets to come, in the wallet's currency. */
  readonly events?: readonly FutureEvent[];
  /** The part of the balance that a refill replaces. @default none of it */
  readonly monthly?: MonthlyPart;
}

/** The next refill of the monthly part. */
export interface NextReset {
  readonly atMs: number;
  readonly resetTo: number;
  /**
   * - `dry-before`: the wallet is expected to run out before it.
   * - `tight`: it is expected to last until then, and may not (p10).
   * - `safe`: it lasts until then also at the pessimistic date.
   */
  readonly risk: 'dry-before' | 'tight' | 'safe';
  /** Monthly credits that will be lost then at the expected spend, in the wallet's currency; ≥ 0. */
  readonly forfeited: number;
}

/**
 * - `learning`: too little history; `learning` says what is missing and until when. Answers all the same, widely,
 *   unless nothing was spent yet: then it is too early to say.
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
  /** null when `idle` or `empty`, and while it is too early to say. */
  readonly runwayDays: RunwayDays | null;
  /** Expected spend over the next 24 hours, in the wallet's currency; ≥ 0. */
  readonly burnPerDay: number;
  /** It rests on the vendor's request log: of readings alone it would still be learning. */
  readonly isFromLog?: true;
  /** Only while `learning`. */
  readonly learning?: { readonly missing: string; readonly untilMs: number };
  /** Where a refill is foreseen and the wallet is not empty; not while nothing was ever spent. */
  readonly reset?: NextReset;
}

/** A balance on its way to empty: straight between its corners; two at one time are a step, as at a refill. */
export type Projection = readonly { readonly atMs: number; readonly balance: number }[];

/** At p10, p50 and p90. */
export type Projections = readonly [Projection, Projection, Projection];

/** As long as the bench warms up: what the figures are measured on. */
const MIN_KNOWN_HOURS = 72;
/** p90 ÷ p10 above which the answer is called unpredictable. */
const MAX_SPREAD = 6;
/** Spread of a wallet's daily spend (standard deviation of its logarithm) above which it is called bursty. */
const MAX_STEADY_VARIATION = 0.35;
/** A night's pause is no stop. */
const STOPPED_HOURS = 24;
/** Nothing was spent in the short time that the wallet is known: no date can be named. */
export function isTooEarly({ state, runwayDays }: Pick<Forecast, 'state' | 'runwayDays'>): boolean {
  return state === 'learning' && runwayDays === null;
}

export function forecast(input: ForecastInput): Forecast {
  const window = windowOf(input.history);
  const headroom = input.balance - input.emptyAt;
  const burnPerDay = burnPerDayOf(window);
  const lastDay = lastHours(window, STOPPED_HOURS);
  // The hours of an emptiness are unknown, not idle: credits that came after it can be spent.
  const isIdle = lastDay.spend === 0 && lastDay.known >= STOPPED_HOURS;
  const hasStopped = headroom < (input.history.usualPerHour ?? 0) && isIdle;
  if (headroom <= 0 || hasStopped) return { state: 'empty', runwayDays: null, burnPerDay };

  const learning = whatIsMissing(window, input.nowMs);
  if (!(window.total > 0)) {
    if (learning === undefined) return idle(input, burnPerDay);
    return { state: 'learning', runwayDays: null, burnPerDay, learning };
  }
  const { runwayDays, state, reset } = runwayOf(input, window, headroom);
  const isFromLog = restsOnLog(input.history, window) || undefined;
  const known = { runwayDays, burnPerDay, reset, isFromLog };
  return learning ? { state: 'learning', learning, ...known } : { state, ...known };
}

/** How the balance gets to where `forecast` says it is empty; undefined where nothing has been spent, or it is empty. */
export function projectionsOf(input: ForecastInput): Projections | undefined {
  const window = windowOf(input.history);
  const headroom = input.balance - input.emptyAt;
  if (headroom <= 0 || !(window.total > 0)) return undefined;
  const { paths, events } = pathsOf(input, window);
  const [p10, p50, p90] = paths;
  const projectedOn = (path: SpendPath): Projection =>
    walkToEmpty(path, headroom, events, input.monthly).corners.map((corner) => ({
      atMs: input.nowMs + corner.hours * HOUR_MS,
      balance: input.emptyAt + corner.headroom,
    }));
  return [projectedOn(p10), projectedOn(p50), projectedOn(p90)];
}

/** The spend at p10, p50 and p90, and what comes on the way. */
function pathsOf(input: ForecastInput, window: Window) {
  const profile = profileOf(window);
  const levels = levelsOf(window, profile);
  const irregularity = irregularityOf(window, profile, levels.month);
  const shape = shapeOf(levels, irregularity, window.knownHours);
  const path = spendPath(shape, profile, input.nowMs);
  const error = errorOf(levels, irregularity, window.knownHours);
  const paths = [
    quantilePath(path, error, INTERVAL.upper),
    path,
    quantilePath(path, error, -INTERVAL.lower),
  ] as const;
  const events = (input.events ?? []).toSorted((a, b) => a.atMs - b.atMs);
  return { paths, events, irregularity };
}

function runwayOf(input: ForecastInput, window: Window, headroom: number) {
  const { paths, events, irregularity } = pathsOf(input, window);
  const [, path] = paths;
  const daysOn = (known: readonly FutureEvent[]): RunwayDays => {
    const [p10, p50, p90] = paths.map((each) =>
      hoursUntilEmpty(each, headroom, known, input.monthly),
    );
    return { p10: (p10 ?? 0) / 24, p50: (p50 ?? 0) / 24, p90: (p90 ?? 0) / 24 };
  };
  const runwayDays = daysOn(events);
  // A refill between p10 and p90 says nothing about how the wallet spends.
  const state = stateOf(events.length === 0 ? runwayDays : daysOn([]), irregularity.ofDays);
  const reset = resetOf(events, runwayDays, input, () => {
    return walkToEmpty(path, headroom, events, input.monthly).forfeited ?? 0;
  });
  return { runwayDays, state, reset };
}

/** Who spends nothing will lose all that the plan has left. */
function idle({ events = [], monthly, nowMs }: ForecastInput, burnPerDay: number): Forecast {
  const upcoming = events.toSorted((a, b) => a.atMs - b.atMs);
  const forever = { p10: Number.POSITIVE_INFINITY, p50: Number.POSITIVE_INFINITY };
  const reset = resetOf(upcoming, forever, { nowMs }, () => monthly?.left ?? 0);
  return { state: 'idle', runwayDays: null, burnPerDay, reset };
}

function resetOf(
  events: readonly FutureEvent[],
  { p10, p50 }: Pick<RunwayDays, 'p10' | 'p50'>,
  { nowMs }: Pick<ForecastInput, 'nowMs'>,
  forfeited: () => number,
): NextReset | undefined {
  const next = events.find((event) => 'resetTo' in event && event.atMs > nowMs);
  if (next === undefined || !('resetTo' in next)) return undefined;
  const days = (next.atMs - nowMs) / (24 * HOUR_MS);
  const risk = p50 <= days ? 'dry-before' : p10 <= days ? 'tight' : 'safe';
  return { ...next, risk, forfeited: forfeited() };
}

function stateOf(runwayDays: RunwayDays, variation: number): ForecastState {
  if (runwayDays.p90 > MAX_SPREAD * runwayDays.p10) return 'unpredictable';
  return variation > MAX_STEADY_VARIATION ? 'bursty' : 'steady';
}

function restsOnLog(history: HourlySpend, { knownHours }: Window): boolean {
  return knownHours >= MIN_KNOWN_HOURS && knownHours - loggedHoursOf(history) < MIN_KNOWN_HOURS;
}

function whatIsMissing(window: Window, nowMs: number): Forecast['learning'] {
  const missingHours = MIN_KNOWN_HOURS - window.knownHours;
  if (missingHours <= 0) return undefined;
  return {
    missing: `${Math.ceil(missingHours)} more hours of readings`,
    untilMs: nowMs + missingHours * HOUR_MS,
  };
}
