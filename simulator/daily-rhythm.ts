import { HOUR_MS } from '../functions/core/ledger/durations.ts';
import { PER_CREDIT } from './credits.ts';
import { normal, randomFrom } from './random.ts';
import type { Call, CallKind, SpendSource } from './spend-source.ts';

/** Share of a day's calls by UTC hour: a European office with some night jobs. Sums to 100. */
const HOUR_SHARES: readonly number[] = [
  1, 1, 2, 1, 1, 2, 3, 5, 7, 8, 8, 8, 6, 7, 8, 8, 7, 5, 4, 3, 2, 1, 1, 1,
];
/** Sunday first, relative to a working day. */
const WEEKDAYS: readonly number[] = [0.3, 1, 1.05, 1.1, 1.05, 0.9, 0.4];
const MEAN_WEEKDAY = WEEKDAYS.reduce((sum, factor) => sum + factor) / WEEKDAYS.length;
/** The vendor's minimum charges (text and audio 1, image 2) and two dearer kinds: credits, and share of the calls. */
const PRICES: readonly (readonly [credits: number, share: number, kind: CallKind])[] = [
  [1, 0.72, 'text'],
  [2, 0.2, 'images'],
  [4, 0.05, 'audio'],
  [12, 0.03, 'videos'],
];
const MEAN_PRICE = PRICES.reduce((sum, [credits, share]) => sum + credits * share, 0);

/** One day in ten a campaign multiplies a few working hours. */
const BURST = { probability: 0.1, factor: 4, firstHour: 8, lastHour: 17, hours: 3 };
/** How much a day's level wanders: standard deviation of its logarithm. */
const DAY_SIGMA = 0.2;

export interface DailyRhythmOptions {
  /** Credits a day, averaged over many weeks, 0 … 10⁹. */
  readonly perDay: number;
  /** Whole number; the same seed gives the same calls. */
  readonly seed: number;
}

/** A believable wallet: quiet nights and weekends, wandering days, some bursts, single calls at list prices. */
export function dailyRhythm({ perDay, seed }: DailyRhythmOptions): SpendSource {
  const priceUnit = unitFor(perDay);
  const callsPerDay = perDay === 0 ? 0 : perDay / (MEAN_PRICE * priceUnit);
  return {
    perDay,
    stepAt(atMs) {
      const hour = Math.floor(atMs / HOUR_MS);
      const { share, isBurst } = hourOfDay(hour, seed);
      const callsPerHour = callsPerDay * share;
      const campaign = randomFrom(seed, 3, hour);
      const random = randomFrom(seed, 1, hour);
      const calls: Call[] = [];
      // Exponential gaps between calls: a Poisson process, as independent callers make one.
      let at = -Math.log(1 - random()) / callsPerHour;
      while (at < 1) {
        const [credits, kind] = price(random());
        const cost = Math.max(1, Math.round(credits * priceUnit * PER_CREDIT));
        const isCampaign = isBurst && campaign() < 1 - 1 / BURST.factor;
        const call = { atMs: Math.floor((hour + at) * HOUR_MS), cost };
        calls.push(isCampaign ? { ...call, kind: 'videos', isCampaign } : { ...call, kind });
        at -= Math.log(1 - random()) / callsPerHour;
      }
      return { untilMs: (hour + 1) * HOUR_MS, calls };
    },
  };
}

/** Prices stay at the list while that means 12 to 2,400 calls a day; beyond, they are scaled, not the calls. */
function unitFor(perDay: number): number {
  const callsAtList = perDay / MEAN_PRICE;
  if (callsAtList < 12) return Math.max(callsAtList / 12, 1 / 1000);
  return Math.max(callsAtList / 2_400, 1);
}

/** The hour's share of an average day's calls, by UTC hour since the epoch, and whether a burst is on. */
function hourOfDay(hour: number, seed: number): { share: number; isBurst: boolean } {
  const day = Math.floor(hour / 24);
  const ofDay = hour - day * 24;
  const weekday = (((day + 4) % 7) + 7) % 7; // the epoch was a Thursday
  const random = randomFrom(seed, 2, day);
  const level = Math.exp(DAY_SIGMA * normal(random) - DAY_SIGMA ** 2 / 2);
  const bursts = random() < BURST.probability;
  const burstFrom = BURST.firstHour + Math.floor(random() * (BURST.lastHour - BURST.firstHour + 1));
  const isBurst = bursts && ofDay >= burstFrom && ofDay < burstFrom + BURST.hours;
  const share = (HOUR_SHARES[ofDay] ?? 0) / 100;
  const weekdayFactor = (WEEKDAYS[weekday] ?? 1) / MEAN_WEEKDAY;
  const factor = isBurst ? BURST.factor : 1;
  return { share: (share * weekdayFactor * level * factor) / MEAN_BURST, isBurst };
}

/** What bursts add on average, taken out again so that `perDay` stays the mean. */
const MEAN_BURST = meanBurst();

function meanBurst(): number {
  const starts = BURST.lastHour - BURST.firstHour + 1;
  let covered = 0;
  for (let from = BURST.firstHour; from <= BURST.lastHour; from++) {
    for (const share of HOUR_SHARES.slice(from, from + BURST.hours)) covered += share / 100;
  }
  return 1 + BURST.probability * (BURST.factor - 1) * (covered / starts);
}

function price(random: number): readonly [credits: number, kind: CallKind] {
  let above = random;
  for (const [credits, share, kind] of PRICES) {
    if (above < share) return [credits, kind];
    above -= share;
  }
  return [1, 'text'];
}
