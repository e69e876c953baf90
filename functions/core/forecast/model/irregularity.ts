import { IRREGULARITY } from './constants.ts';
import { factorAt, type Profile } from './profile.ts';
import type { Window } from './window.ts';

/** How uneven the spend is beyond its rhythm of hours and weekdays; all 0 for an even one and free of the scale. */
export interface Irregularity {
  /** Standard deviation of the logarithm of a day's spend. */
  readonly ofDays: number;
  /** ln(1 + CV²) of hourly spend. */
  readonly ofHours: number;
  /** ln(mean day ÷ median day), 0 … ln 10: large where a few days carry the spend. */
  readonly skew: number;
}

const FLAT: Profile = { hours: new Float64Array(24).fill(1), days: new Float64Array(7).fill(1) };

/** @param level mean spend an hour, > 0, with the hour of the week taken out. */
export function irregularityOf(window: Window, profile: Profile, level: number): Irregularity {
  const { leastDayShare, leastMedianShare, minDaysForRhythm } = IRREGULARITY;
  const days = dailyLevels(window, profile);
  // A profile of one or two days follows their every burst and would explain it away.
  const ofHours = hourlyVariation(window, days.length < minDaysForRhythm ? FLAT : profile);
  const mean = days.reduce((sum, day) => sum + day, 0) / days.length;
  const logs = days.map((day) => Math.log(Math.max(day / mean, leastDayShare)));
  const seen = mean > 0 ? standardDeviation(logs) : 0;
  const prior = IRREGULARITY.priorShareOfHours * ofHours;
  const seenDays = days.length > 1 ? days.length : 0;
  const medianShare = days.length > 0 ? median(days) / level : 1;
  return {
    ofDays:
      (seenDays * seen + IRREGULARITY.pseudoDays * prior) / (seenDays + IRREGULARITY.pseudoDays),
    ofHours,
    skew: -Math.log(Math.min(1, Math.max(leastMedianShare, medianShare))),
  };
}

/** Blocks of 24 closed hours of which at least half is known, newest first. */
function dailyLevels({ spend, known, firstHour }: Window, profile: Profile): number[] {
  const days: number[] = [];
  for (let end = spend.length - 1; end >= 24; end -= 24) {
    let spent = 0;
    let hours = 0;
    let expected = 0;
    for (let at = end - 24; at < end; at++) {
      if (known[at] === 0) continue;
      spent += spend[at] as number;
      hours += 1;
      expected += factorAt(profile, firstHour + at);
    }
    if (hours >= 12) days.push(spent / expected);
  }
  return days;
}

function hourlyVariation({ spend, known, firstHour }: Window, profile: Profile): number {
  const rates = new Float64Array(spend.length);
  let hours = 0;
  let sum = 0;
  for (let at = 0; at < spend.length - 1; at++) {
    if (known[at] === 0) continue;
    const rate = (spend[at] as number) / factorAt(profile, firstHour + at);
    rates[hours] = rate;
    hours += 1;
    sum += rate;
  }
  if (hours === 0 || sum <= 0) return 0;
  const mean = sum / hours;
  let squares = 0;
  for (let at = 0; at < hours; at++) squares += ((rates[at] as number) / mean - 1) ** 2;
  return Math.log1p(squares / hours);
}

function standardDeviation(values: readonly number[]): number {
  if (values.length < 2) return 0;
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return Math.sqrt(squares / (values.length - 1));
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] as number;
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[middle - 1] as number)) / 2;
}
