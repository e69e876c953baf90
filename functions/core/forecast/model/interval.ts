import { INTERVAL, PATH_HOURS } from './constants.ts';
import type { Irregularity } from './irregularity.ts';
import type { Levels } from './levels.ts';
import type { SpendPath } from './path.ts';

/** Standard deviation of the logarithm of the spend, relative to what it is two days ahead. */
const BY_HORIZON = Float64Array.from(
  { length: PATH_HOURS },
  (_, step) => ((step + 1 + 6) / 54) ** -INTERVAL.horizonPower,
);

/** The error of the expected spend two days ahead, as a standard deviation of its logarithm. */
export function errorOf(levels: Levels, irregularity: Irregularity, knownHours: number): number {
  const { ofDays, ofHours } = irregularity;
  const base = Math.sqrt(levels.month * levels.week);
  const dayGap = Math.min(3, Math.abs(Math.log(levels.day / base)));
  const hoursGap = Math.min(3, Math.abs(Math.log(levels.hours3 / levels.day)));
  return Math.exp(
    INTERVAL.log +
      INTERVAL.ofDays * Math.log(ofDays + 0.05) +
      INTERVAL.ofHours * Math.log(ofHours + 0.05) +
      INTERVAL.dayGap * dayGap +
      INTERVAL.hoursGap * hoursGap +
      (INTERVAL.youth * 24) / (knownHours + 24),
  );
}

/**
 * The path of a wallet that spends `errors` standard deviations more (or less) than expected.
 * Made never to fall, so that more money never empties it earlier; paths of more errors never lie below those of fewer.
 */
export function quantilePath(path: SpendPath, error: number, errors: number): SpendPath {
  const spent = new Float64Array(PATH_HOURS);
  let highest = 0;
  let factor = 1;
  for (let step = 0; step < PATH_HOURS; step++) {
    const atHorizon = Math.min(INTERVAL.maxError, error * (BY_HORIZON[step] as number));
    factor = Math.exp(errors * atHorizon);
    highest = Math.max(highest, (path.spent[step] as number) * factor);
    spent[step] = highest;
  }
  return { ...path, spent, tailPerHour: path.tailPerHour * factor };
}
