import type { Alert } from '../../functions/core/alert/alert.ts';
import { DAY_MS } from '../../functions/core/ledger/durations.ts';
import type { Reading } from '../../functions/core/ledger/reading.ts';
import { EMPTY_AT } from './owner.ts';

/** One time that the wallet ran out, and what had been said of it. */
export interface Depletion {
  readonly emptyAtMs: number;
  /** Every dated message since the top-up before, in the order sent. */
  readonly announced: readonly Announcement[];
}

export interface Announcement {
  readonly saidAtMs: number;
  /** The level in days, or undefined for a top-up's message or the floor's. */
  readonly levelDays: number | undefined;
  readonly kind: string;
  /** p50, as it was said. */
  readonly forecastEmptyAtMs: number;
  /** The truth lay between p10 and p90. */
  readonly isInside: boolean;
}

/** Sets each forecast that was sent beside what happened. */
export function whatHappened(readings: readonly Reading[], alerts: readonly Alert[]): Depletion[] {
  const isDry = (reading: Reading | undefined) => Number(reading?.balance.decimal) <= EMPTY_AT;
  const emptyAfter = readings.filter((one, i) => i > 0 && isDry(one) && !isDry(readings[i - 1]));
  return emptyAfter.map(({ atMs }, i) => {
    const sinceMs = emptyAfter[i - 1]?.atMs ?? Number.NEGATIVE_INFINITY;
    const announced = alerts
      .filter((alert) => alert.atMs > sinceMs && alert.atMs < atMs)
      .flatMap((alert) => announcement(alert, atMs));
    return { emptyAtMs: atMs, announced };
  });
}

function announcement({ kind, atMs, facts }: Alert, emptyAtMs: number): Announcement[] {
  if (facts.runwayDays === null) return [];
  const { p10, p50, p90 } = facts.runwayDays;
  const trueDays = (emptyAtMs - atMs) / DAY_MS;
  return [
    {
      saidAtMs: atMs,
      kind,
      levelDays: facts.levelDays,
      forecastEmptyAtMs: atMs + p50 * DAY_MS,
      isInside: p10 <= trueDays && trueDays <= p90,
    },
  ];
}
