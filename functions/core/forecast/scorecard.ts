import { HOUR_MS } from '../ledger/durations.ts';
import type { RunwayDays } from './forecast.ts';
import type { HourlySpend } from './hourly-spend.ts';

/** What was said some time ago. */
export interface PastForecast {
  readonly atMs: number;
  readonly balance: number;
  readonly emptyAt: number;
  readonly runwayDays: RunwayDays;
  /** What resets have added since, in the wallet's currency: a forecast counts on them. @default none */
  readonly resets?: readonly { readonly atMs: number; readonly gain: number }[];
}

/** Where the truth lies: before p10, between p10 and p90, after p90. */
export type Place = 'earlier' | 'as-expected' | 'later';

/**
 * What became of a forecast. Top-ups since then do not matter: what counts is when the balance of then was spent,
 * with what resets have added to it by then.
 * - `used-up`: it was spent at `atMs`.
 * - `under-way`: it is not spent yet; `later` once p90 has passed, otherwise nothing is decided.
 * - `unknown`: more than a tenth of the hours since then is unknown, or they are no longer remembered.
 */
export type Scorecard =
  | {
      readonly kind: 'used-up';
      readonly atMs: number;
      readonly days: number;
      readonly place: Place;
    }
  | {
      readonly kind: 'under-way';
      readonly elapsedDays: number;
      /** How much of the balance of then is spent, 0 … 1. */
      readonly usedShare: number;
      readonly place?: 'later';
    }
  | { readonly kind: 'unknown'; readonly unknownHours: number };

const MAX_UNKNOWN_SHARE = 0.1;
const DAY_HOURS = 24;

/** @param spend the memory of now; unknown hours count as the mean of the known ones since then. */
export function scorecardOf(past: PastForecast, spend: HourlySpend): Scorecard {
  const hours = hoursSince(past.atMs, spend);
  const elapsedHours = Math.max(0, (spend.lastAtMs - past.atMs) / HOUR_MS);
  const knownHours = hours.reduce((sum, hour) => sum + hour.knownHours, 0);
  const unknownHours = Math.max(0, elapsedHours - knownHours);
  if (unknownHours > MAX_UNKNOWN_SHARE * elapsedHours) return { kind: 'unknown', unknownHours };

  const known = hours.reduce((sum, hour) => sum + hour.spend, 0);
  const perUnknownHour = knownHours > 0 ? known / knownHours : 0;
  const resetGain = (untilMs: number) =>
    (past.resets ?? []).reduce(
      (sum, { atMs, gain }) => (past.atMs < atMs && atMs <= untilMs ? sum + gain : sum),
      0,
    );
  let headroom = past.balance - past.emptyAt;
  let spent = 0;
  let passedHours = 0;
  for (const hour of hours) {
    const endMs = past.atMs + (passedHours + hour.lengthHours) * HOUR_MS;
    headroom = past.balance - past.emptyAt + resetGain(endMs);
    const unknown = hour.lengthHours - hour.knownHours;
    const more = hour.spend + unknown * perUnknownHour;
    if (more > 0 && spent + more >= headroom) {
      const hoursNeeded = passedHours + (hour.lengthHours * Math.max(0, headroom - spent)) / more;
      const days = hoursNeeded / DAY_HOURS;
      const atMs = Math.round(past.atMs + hoursNeeded * HOUR_MS);
      return { kind: 'used-up', atMs, days, place: placeOf(days, past.runwayDays) };
    }
    spent += more;
    passedHours += hour.lengthHours;
  }
  const elapsedDays = elapsedHours / DAY_HOURS;
  return {
    kind: 'under-way',
    elapsedDays,
    usedShare: headroom > 0 ? Math.min(1, spent / headroom) : 1,
    ...(elapsedDays > past.runwayDays.p90 && { place: 'later' }),
  };
}

function placeOf(days: number, { p10, p90 }: RunwayDays): Place {
  if (days < p10) return 'earlier';
  return days > p90 ? 'later' : 'as-expected';
}

interface PartHour {
  readonly lengthHours: number;
  readonly knownHours: number;
  readonly spend: number;
}

/** The remembered hours after a moment; the hour that contains it counts for the part that follows. */
function hoursSince(atMs: number, { closed, open, lastAtMs }: HourlySpend): PartHour[] {
  const openMs = Math.floor(lastAtMs / HOUR_MS) * HOUR_MS;
  const hours: PartHour[] = [];
  for (const [index, spend] of closed.entries()) {
    const fromMs = openMs - (closed.length - index) * HOUR_MS;
    const lengthHours = Math.min(1, (fromMs + HOUR_MS - atMs) / HOUR_MS);
    if (lengthHours <= 0) continue;
    const isKnown = !Number.isNaN(spend);
    hours.push({
      lengthHours,
      knownHours: isKnown ? lengthHours : 0,
      spend: isKnown ? spend * lengthHours : 0,
    });
  }
  const openHours = (lastAtMs - Math.max(openMs, atMs)) / HOUR_MS;
  const openPart = lastAtMs > openMs ? (openHours * HOUR_MS) / (lastAtMs - openMs) : 0;
  if (openPart > 0) {
    hours.push({
      lengthHours: openHours,
      knownHours: (open.knownMs / HOUR_MS) * openPart,
      spend: open.spend * openPart,
    });
  }
  return hours;
}
