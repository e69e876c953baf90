import { randomOf } from './random.ts';
import type { Trace } from './traces.ts';

/** One question to every forecaster: how long does `balance` last, from `hour` on? */
export interface Case {
  readonly trace: number;
  /** Hours of the trace that have passed: what is known is before, the answer after. */
  readonly hour: number;
  readonly balance: number;
  /** Hours until the balance was used up, or until the trace ended. */
  readonly trueHours: number;
  /** The balance outlived the trace: only an earlier answer is an error. */
  readonly isCensored: boolean;
  readonly protocol: Protocol | 'far';
}

export const PROTOCOLS = ['P1', 'P2', 'P3', 'near'] as const;
export type Protocol = (typeof PROTOCOLS)[number];

const BALANCE_DAYS = [0.5, 1, 2, 3, 5, 7];
const LONG_BALANCE_DAYS = [...BALANCE_DAYS, 14];
const STEP_HOURS = 6;
/** Of P3 and near: decision times and balances lie off the grid of P1 and P2, so that no fit can learn the grid. */
const OFF_GRID_STEP_HOURS = 5;
const NEAR_BALANCE_HOURS = [1, 2, 4, 8, 16];
/** P3 refills with 1 to 12 days of mean spend. */
const FILLING_DAYS = { least: 1, most: 12 };
const WARM_UP_HOURS = 3 * 24;
const LONG_WARM_UP_HOURS = 14 * 24;
const SEED = 20_250_107;

/** The questions of all four protocols; see docs/accuracy.md. */
export function casesOf(traces: readonly Trace[]): Case[] {
  const random = randomOf(SEED);
  const lifeRandom = randomOf(SEED);
  return traces.flatMap((trace, index) => [
    ...gridCasesOf(trace, index, random),
    ...lifeCasesOf(trace, index, lifeRandom),
    ...nearCasesOf(trace, index),
  ]);
}

/**
 * P1 looks back from a depletion: the balance is what the next k days really spend. Dropped where spending stopped
 * before half of them. P2 looks forward: k × the trace's daily mean × 0.7 … 1.4, at the same times and for the same k.
 */
function gridCasesOf(trace: Trace, index: number, random: () => number): Case[] {
  const cases: Case[] = [];
  for (const hour of decisionHours(trace)) {
    const ahead = cumulative(trace.spend, hour);
    for (const days of trace.isLong ? LONG_BALANCE_DAYS : BALANCE_DAYS) {
      const hours = 24 * days;
      if (hours >= ahead.length) break;
      const spent = ahead[hours] as number;
      const trueHours = hoursUntil(ahead, spent);
      if (spent > 0 && trueHours !== undefined && trueHours >= hours / 2) {
        const at = { trace: index, hour, balance: spent, trueHours };
        cases.push({ ...at, isCensored: false, protocol: 'P1' });
      }
      const balance = days * trace.meanPerDay * (0.7 + 0.7 * random());
      cases.push({ trace: index, hour, balance, ...truthOf(ahead, balance), protocol: 'P2' });
    }
  }
  return cases;
}

/** P3, the life of a wallet: refilled with 1 to 12 mean days whenever it runs out, and asked every five hours. */
function lifeCasesOf(trace: Trace, index: number, random: () => number): Case[] {
  const { least, most } = FILLING_DAYS;
  const filling = () => trace.meanPerDay * (least + (most - least) * random());
  const asked = new Set(decisionHours(trace, OFF_GRID_STEP_HOURS));
  const cases: Case[] = [];
  let balance = filling();
  for (let hour = 0; hour < trace.spend.length; hour++) {
    if (asked.has(hour)) {
      const truth = truthOf(cumulative(trace.spend, hour), balance);
      cases.push({ trace: index, hour, balance, ...truth, protocol: 'P3' });
    }
    balance -= trace.spend[hour] as number;
    if (balance <= 0) balance = filling();
  }
  return cases;
}

/** A few hours of mean spend are left: P1 never has less than six hours, and P2 begins at a third of a day. */
function nearCasesOf(trace: Trace, index: number): Case[] {
  return decisionHours(trace, OFF_GRID_STEP_HOURS).flatMap((hour) => {
    const ahead = cumulative(trace.spend, hour);
    return NEAR_BALANCE_HOURS.map((hours): Case => {
      const balance = (hours * trace.meanPerDay) / 24;
      return { trace: index, hour, balance, ...truthOf(ahead, balance), protocol: 'near' };
    });
  });
}

const FAR_BALANCE_DAYS = [10, 14, 20, 28];

/**
 * As P2, for well-filled wallets on the long traces. The protocols ask for two weeks at most, so a model that pulls every
 * answer towards a few days looks good there and is found out here.
 */
export function farCasesOf(traces: readonly Trace[]): Case[] {
  const random = randomOf(SEED);
  return traces.flatMap((trace, index) =>
    (trace.isLong ? decisionHours(trace) : []).flatMap((hour) => {
      const ahead = cumulative(trace.spend, hour);
      return FAR_BALANCE_DAYS.filter((days) => 24 * days < ahead.length).map((days): Case => {
        const balance = days * trace.meanPerDay * (0.7 + 0.7 * random());
        return { trace: index, hour, balance, ...truthOf(ahead, balance), protocol: 'far' };
      });
    }),
  );
}

/** From the warm-up on. */
export function decisionHours(trace: Trace, stepHours = STEP_HOURS): number[] {
  const hours: number[] = [];
  const warmUp = trace.isLong ? LONG_WARM_UP_HOURS : WARM_UP_HOURS;
  for (let hour = warmUp; hour < trace.spend.length; hour += stepHours) hours.push(hour);
  return hours;
}

/** Spend from `hour` on: entry n is what the next n hours spend. */
function cumulative(spend: Float64Array, hour: number): Float64Array {
  const sums = new Float64Array(spend.length - hour + 1);
  for (let at = hour; at < spend.length; at++) {
    sums[at - hour + 1] = (sums[at - hour] as number) + (spend[at] as number);
  }
  return sums;
}

/** How long the balance really lasted; one that outlives the trace lasts at least to its end. */
function truthOf(ahead: Float64Array, balance: number): Pick<Case, 'trueHours' | 'isCensored'> {
  const hours = hoursUntil(ahead, balance);
  return { trueHours: hours ?? ahead.length - 1, isCensored: hours === undefined };
}

/** Hours until the sums reach an amount, within an hour by its share; undefined if they never do. */
function hoursUntil(sums: Float64Array, amount: number): number | undefined {
  const enough = amount * (1 - 1e-9);
  const at = sums.findIndex((sum) => sum >= enough);
  if (at < 0) return undefined;
  if (at === 0) return 0;
  const before = sums[at - 1] as number;
  return at - 1 + Math.min(1, (amount - before) / ((sums[at] as number) - before));
}
