import { IRREGULARITY } from './constants.ts';
import { factorAt, type Profile } from './profile.ts';
import type { Window } from './window.ts';

/** How uneven the spend is; all 0 for an even one and all free of the scale. */
export interface Irregularity {
  /** Standard deviation of the logarithm of a day's spend. */
  readonly ofDays: number;
  /** ln(1 + CV²) of hourly spend. */
  readonly ofHours: number;
  /** ln(mean day ÷ median day), 0 … ln 10: large where a few days carry the spend. */
  readonly skew: number;
}

export function irregularityOf(window: Window, profile: Profile, level: number): Irregularity {
  const ofHours = hourlyVariation(window);
  const days = dailySpend(window, profile);
  const mean = days.reduce((sum, day) => sum + day.spend, 0) / days.length;
  const logs = days.map((day) =>
    Math.log(Math.max(day.spend, IRREGULARITY.leastDayShare * mean) / mean),
  );
  const seen = days.length > 1 && mean > 0 ? standardDeviation(logs) : 0;
  const { pseudoDays, priorShareOfHours } = IRREGULARITY;
  const ofDays =
    (days.length * seen + pseudoDays * priorShareOfHours * ofHours) / (days.length + pseudoDays);
  const medianShare = days.length > 0 ? median(days.map((day) => day.level)) / level : 1;
  const share = Math.min(1, Math.max(IRREGULARITY.leastMedianShare, medianShare));
  return { ofDays, ofHours, skew: -Math.log(share) };
}

/** Blocks of 24 closed hours of which at least half is known, newest first. */
function dailySpend({ spend, known, firstHour }: Window, profile: Profile) {
  const days: { spend: number; level: number }[] = [];
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
    if (hours >= 12) days.push({ spend: (spent * 24) / hours, level: spent / expected });
  }
  return days;
}

function hourlyVariation({ spend, known }: Window): number {
  let hours = 0;
  let sum = 0;
  for (let at = 0; at < spend.length - 1; at++) {
    if (known[at] === 0) continue;
    hours += 1;
    sum += spend[at] as number;
  }
  if (hours === 0 || sum <= 0) return 0;
  const mean = sum / hours;
  let squares = 0;
  for (let at = 0; at < spend.length - 1; at++) {
    if (known[at] === 0) continue;
    squares += ((spend[at] as number) / mean - 1) ** 2;
  }
  return Math.log1p(squares / hours);
}

function standardDeviation(values: readonly number[]): number {
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
