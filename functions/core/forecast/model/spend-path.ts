import { HOUR_MS } from '../../ledger/durations.ts';
import { MAX_CLOSED_HOURS } from '../hourly-spend.ts';
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
  /** Logarithm of what the last hours add to the rate now. */
  readonly hours3: number;
}

/**
 * Far ahead: the geometric mean of the month's and the week's level, raised for an irregular wallet of which little
 * was seen: a few days without the next burst understate its mean, four weeks have seen its bursts. Near: the last day's level, and
 * for a few hours that of the last three, bursts saturating; an irregular wallet that is quiet now stays so for longer.
 */
export function shapeOf(levels: Levels, irregularity: Irregularity, knownHours: number): PathShape {
  const uneven = Math.max(
    0,
    irregularity.ofDays + BOOST.skewWeight * irregularity.skew - BOOST.threshold,
  );
  const unseen = Math.max(0, MAX_CLOSED_HOURS - knownHours) / (knownHours + 24);
  const boost = BOOST.max * Math.tanh((BOOST.strength * uneven * unseen) / BOOST.max);
  const usual = Math.sqrt(levels.month * levels.week);
  const base = usual * Math.exp(boost);
  const quiet = (NEAR.quietHour * uneven) / (1 + (NEAR.quietBelow * levels.hours3) / usual);
  return {
    base,
    day: saturating(Math.log(levels.day / base)),
    hours3: saturating(Math.log(levels.hours3 / levels.day)) - quiet,
  };
}

/** A quiet time counts in full, a burst only so far. */
function saturating(log: number): number {
  return log > 0 ? NEAR.maxBurst * Math.tanh(log / NEAR.maxBurst) : log;
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
