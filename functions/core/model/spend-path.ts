import { HOUR_MS, MAX_CLOSED_HOURS } from '../hourly-spend.ts';
import { BOOST, NEAR, PATH_HOURS } from './constants.ts';
import type { Irregularity } from './irregularity.ts';
import type { Levels } from './levels.ts';
import type { SpendPath } from './path.ts';
import { factorAt, type Profile } from './profile.ts';

/** How far ahead the last day and the last hours still tell, by hours from now: 1 at once, 0 far ahead. */
const DAY_WEIGHTS = fading(NEAR.dayHours, NEAR.dayPower);
const HOURS_WEIGHTS = fading(NEAR.hours3Hours, NEAR.hours3Power);

/** What makes the path, for whoever wants to know how it came about. */
export interface PathShape {
  /** Spend an hour that the far end of the path tends to, with the hour of the week taken out. */
  readonly base: number;
  /** Logarithm of what the last day adds to the rate now. */
  readonly day: number;
  /** Logarithm of what the last hours add to the rate now, ≤ 0. */
  readonly hours3: number;
}

/**
 * Far ahead: the geometric mean of the month's and the week's level, raised for an irregular wallet of which little
 * was seen: a few days without the next burst understate its mean, four weeks have seen its bursts. Near: the last day's level, its bursts
 * saturating; the next few hours are as quiet as the last three, and an irregular wallet's usual hour is a quiet one.
 */
export function shapeOf(levels: Levels, irregularity: Irregularity, knownHours: number): PathShape {
  const uneven = Math.max(
    0,
    irregularity.ofDays + BOOST.skewWeight * irregularity.skew - BOOST.threshold,
  );
  const unseen = Math.max(0, MAX_CLOSED_HOURS - knownHours) / (knownHours + 24);
  const boost = BOOST.max * Math.tanh((BOOST.strength * uneven * unseen) / BOOST.max);
  const base = levels.month * Math.sqrt(levels.week / levels.month) * Math.exp(boost);
  const day = Math.log(levels.day / base);
  return {
    base,
    day: day > 0 ? NEAR.maxDayBurst * Math.tanh(day / NEAR.maxDayBurst) : day,
    hours3: Math.min(0, Math.log(levels.hours3 / levels.day)) - NEAR.quietHour * uneven,
  };
}

/** The expected spend by clock hour for 30 days, then at the mean rate of the last of their weeks. */
export function spendPath(shape: PathShape, profile: Profile, nowMs: number): SpendPath {
  const firstHour = Math.floor(nowMs / HOUR_MS);
  const firstEnd = 1 - (nowMs / HOUR_MS - firstHour);
  const endHours = new Float64Array(PATH_HOURS);
  const spent = new Float64Array(PATH_HOURS);
  let total = 0;
  for (let step = 0; step < PATH_HOURS; step++) {
    const near =
      shape.day * (DAY_WEIGHTS[step] as number) + shape.hours3 * (HOURS_WEIGHTS[step] as number);
    const perHour = shape.base * Math.exp(near) * factorAt(profile, firstHour + step);
    total += step === 0 ? perHour * firstEnd : perHour;
    endHours[step] = firstEnd + step;
    spent[step] = total;
  }
  const weekAgo = spent[PATH_HOURS - 1 - 168] as number;
  return { nowMs, endHours, spent, tailPerHour: (total - weekAgo) / 168 };
}

function fading(halfHours: number, power: number): Float64Array {
  return Float64Array.from(
    { length: PATH_HOURS },
    (_, step) => 1 / (1 + ((step + 0.5) / halfHours) ** power),
  );
}
