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
  readonly protocol: 'P1' | 'P2' | 'far';
}

const BALANCE_DAYS = [0.5, 1, 2, 3, 5, 7];
const LONG_BALANCE_DAYS = [...BALANCE_DAYS, 14];
const STEP_HOURS = 6;
const WARM_UP_HOURS = 3 * 24;
const LONG_WARM_UP_HOURS = 14 * 24;
const SEED = 20_250_107;

/**
 * P1 looks back from a depletion: the balance is what the next k days really spend. Dropped where spending stopped
 * before half of them. P2 looks forward: k × the trace's daily mean × 0.7 … 1.4, at the same times and for the same k.
 */
export function casesOf(traces: readonly Trace[]): Case[] {
  const random = randomOf(SEED);
  return traces.flatMap((trace, index) => {
    const cases: Case[] = [];
    for (const hour of decisionHours(trace)) {
      const ahead = cumulative(trace.spend, hour);
      for (const days of trace.isLong ? LONG_BALANCE_DAYS : BALANCE_DAYS) {
        const hours = 24 * days;
        if (hours >= ahead.length) break;
        const spent = ahead[hours] as number;
        const at = { trace: index, hour };
        const trueHours = hoursUntil(ahead, spent);
        if (spent > 0 && trueHours !== undefined && trueHours >= hours / 2) {
          cases.push({ ...at, balance: spent, trueHours, isCensored: false, protocol: 'P1' });
        }
        const balance = days * trace.meanPerDay * (0.7 + 0.7 * random());
        const emptyHours = hoursUntil(ahead, balance);
        cases.push({
          ...at,
          balance,
          trueHours: emptyHours ?? ahead.length - 1,
          isCensored: emptyHours === undefined,
          protocol: 'P2',
        });
      }
    }
    return cases;
  });
}

const FAR_BALANCE_DAYS = [10, 14, 20, 28];

/**
 * As P2, for well-filled wallets on the long traces. P1 and P2 ask for two weeks at most, so a model that pulls every
 * answer towards a few days looks good there and is found out here.
 */
export function farCasesOf(traces: readonly Trace[]): Case[] {
  const random = randomOf(SEED);
  return traces.flatMap((trace, index) =>
    (trace.isLong ? decisionHours(trace) : []).flatMap((hour) => {
      const ahead = cumulative(trace.spend, hour);
      return FAR_BALANCE_DAYS.filter((days) => 24 * days < ahead.length).map((days): Case => {
        const balance = days * trace.meanPerDay * (0.7 + 0.7 * random());
        const emptyHours = hoursUntil(ahead, balance);
        return {
          trace: index,
          hour,
          balance,
          trueHours: emptyHours ?? ahead.length - 1,
          isCensored: emptyHours === undefined,
          protocol: 'far',
        };
      });
    }),
  );
}

/** Every six hours after the warm-up. */
export function decisionHours(trace: Trace): number[] {
  const hours: number[] = [];
  const warmUp = trace.isLong ? LONG_WARM_UP_HOURS : WARM_UP_HOURS;
  for (let hour = warmUp; hour < trace.spend.length; hour += STEP_HOURS) hours.push(hour);
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

/** Hours until the sums reach an amount, within an hour by its share; undefined if they never do. */
function hoursUntil(sums: Float64Array, amount: number): number | undefined {
  const enough = amount * (1 - 1e-9);
  const at = sums.findIndex((sum) => sum >= enough);
  if (at < 0) return undefined;
  if (at === 0) return 0;
  const before = sums[at - 1] as number;
  return at - 1 + Math.min(1, (amount - before) / ((sums[at] as number) - before));
}
