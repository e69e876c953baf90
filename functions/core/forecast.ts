import type { HourlySpend } from './hourly-spend.ts';

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
