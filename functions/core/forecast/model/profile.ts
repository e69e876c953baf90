import { SHAPE } from './constants.ts';
import { dayOfWeek, hourOfDay, type Window } from './window.ts';

/** How an hour of the week compares with the mean hour: 24 factors of mean 1 by UTC hour, 7 by weekday. */
export interface Profile {
  readonly hours: Float64Array;
  readonly days: Float64Array;
}

export function factorAt(profile: Profile, hour: number): number {
  return (profile.hours[hourOfDay(hour)] as number) * (profile.days[dayOfWeek(hour)] as number);
}

export function profileOf(window: Window): Profile {
  const hours = hourFactors(window);
  return { hours, days: dayFactors(window, hours) };
}

/**
 * Mean share of each hour in the complete 24-hour blocks that end with the last closed hour, newer and busier
 * blocks counting more, shrunk towards flat by how many blocks that amounts to: (Σw)² ÷ Σw² (Kish).
 */
function hourFactors({ spend, known, firstHour, total, knownHours }: Window): Float64Array {
  const shares = new Float64Array(24);
  const weights = new Float64Array(24);
  let weight = 0;
  let squared = 0;
  const closed = spend.length - 1;
  for (let block = 0; (block + 1) * 24 <= closed; block++) {
    const from = closed - (block + 1) * 24;
    let blockSpend = 0;
    let blockKnown = 0;
    for (let at = from; at < from + 24; at++) {
      blockSpend += spend[at] as number;
      blockKnown += known[at] as number;
    }
    if (blockKnown < 12 || blockSpend <= 0) continue;
    const mean = blockSpend / blockKnown;
    const w = Math.sqrt((mean * knownHours) / total) * 0.5 ** (block / SHAPE.halfLifeDays);
    weight += w;
    squared += w * w;
    for (let at = from; at < from + 24; at++) {
      if (known[at] === 0) continue;
      const hour = hourOfDay(firstHour + at);
      shares[hour] = (shares[hour] as number) + (w * (spend[at] as number)) / mean;
      weights[hour] = (weights[hour] as number) + w;
    }
  }
  const blocks = squared > 0 ? (weight * weight) / squared : 0;
  return ofMeanOne(
    shares.map((share, hour) => {
      const mean = weights[hour] ? share / (weights[hour] as number) : 1;
      return (blocks * mean + SHAPE.flatBlocks) / (blocks + SHAPE.flatBlocks);
    }),
  );
}

/** From two weeks on: what a weekday spends against what its hours would, shrunk and with its bursts capped. */
function dayFactors({ spend, known, firstHour, total, knownHours }: Window, hours: Float64Array) {
  const flat = new Float64Array(7).fill(1);
  if (knownHours < SHAPE.minHoursForWeekdays || total <= 0) return flat;
  const expected = new Float64Array(7);
  const seen = new Float64Array(7);
  let allExpected = 0;
  for (let at = 0; at < spend.length; at++) {
    const day = dayOfWeek(firstHour + at);
    const share = (hours[hourOfDay(firstHour + at)] as number) * (known[at] as number);
    expected[day] = (expected[day] as number) + share;
    seen[day] = (seen[day] as number) + (spend[at] as number);
    allExpected += share;
  }
  if (allExpected <= 0) return flat;
  const level = total / allExpected;
  return ofMeanOne(
    seen.map((daySpend, day) => {
      const c = expected[day] as number;
      const capped = Math.min(daySpend / level, SHAPE.maxDayFactor * c);
      return (capped + SHAPE.flatHours) / (c + SHAPE.flatHours);
    }),
  );
}

function ofMeanOne(factors: Float64Array): Float64Array {
  const mean = factors.reduce((sum, factor) => sum + factor, 0) / factors.length;
  return factors.map((factor) => factor / mean);
}
