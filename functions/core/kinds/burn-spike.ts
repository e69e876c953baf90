import type { HourlySpend } from '../forecast/hourly-spend.ts';
import { toNumber } from '../ledger/amount.ts';
import { HOUR_MS } from '../ledger/durations.ts';
import { emptyAtOf } from '../state/policy.ts';
import type { AlertMemory } from '../state/wallet-state.ts';
import { durationText } from '../text/numbers.ts';
import { FALLING, PURCHASE } from './examples.ts';
import type { Kind } from './kind.ts';
import { andEmptyText } from './phrases.ts';
import type { RuleInput, RuleResult } from './rule.ts';

/** The long window says that it is no blip, the short one that it still goes on. */
const LONG_HOURS = 6;
const SHORT_HOURS = 1;
/**
 * How many times the usual for these hours of the day both windows must show. With these bounds 47 real
 * series (124 weeks; wallets of eight days' spend, refilled when dry) gave 0.3 spikes a wallet and week,
 * half of the wallets none; with 4 times and half a day's excess, 0.44.
 */
const MIN_TIMES_USUAL = 5;
/** The same hours of so many days before are the usual. */
const USUAL_DAYS = 14;
const MIN_KNOWN_HOURS = 72;
/** A wallet that sleeps at night has no usual there: this share of its mean hour stands in. */
const MIN_USUAL_SHARE = 0.5;
/** What the long window spent too much must be worth so many usual days. */
const MIN_EXCESS_DAYS = 1;
/** It matters where this pace would empty the wallet so soon. */
const MAX_DAYS_AT_THIS_PACE = 2;
/** Told once until the long window is below this many times the usual. */
const REARM_TIMES_USUAL = 2;

/** Fires when spending runs at several times its usual pace, and the wallet would not last two days of it. */
function burnSpikeRule(input: RuleInput, memory: AlertMemory): RuleResult {
  const { spikeAtMs: _, ...rearmed } = memory;
  const quiet = (why: string, after = memory): RuleResult => ({
    outcome: { skips: why },
    memory: after,
  });
  const { reading, policy, forecast, nowMs } = input;
  const pace = paceOf(input.spend);
  if (pace === undefined || forecast.runwayDays === null) return quiet('too little is known');
  const { long, short, usualLong, usualShort, perDay } = pace;
  const timesUsual = Math.min(long.spend / usualLong, short.spend / usualShort);
  if (long.spend < REARM_TIMES_USUAL * usualLong) return quiet('the usual pace', rearmed);
  if (timesUsual < MIN_TIMES_USUAL) return quiet('not far above the usual pace');
  if (long.spend - usualLong < MIN_EXCESS_DAYS * perDay) return quiet('too little was spent');
  const headroom = toNumber(reading.balance) - emptyAtOf(policy, reading.balance.currency);
  const hoursLeft = headroom / (long.spend / long.hours);
  if (hoursLeft > 24 * MAX_DAYS_AT_THIS_PACE) return quiet('the wallet stands it for days');
  if (memory.spikeAtMs !== undefined) return quiet('the spike was notified');
  const times = Math.min(99, Math.floor(timesUsual));
  return {
    outcome: {
      fires: 'burn-spike',
      timesUsual: times,
      reason: `${times} times the usual of these hours was spent; at this pace it lasts ${durationText(hoursLeft * HOUR_MS)}`,
    },
    memory: { ...memory, spikeAtMs: nowMs },
  };
}

interface Sum {
  readonly spend: number;
  readonly hours: number;
}

interface Pace {
  readonly long: Sum;
  readonly short: Sum;
  /** What the same hours usually take, in the wallet's currency; > 0. */
  readonly usualLong: number;
  readonly usualShort: number;
  /** A usual day's spend. */
  readonly perDay: number;
}

/** Undefined while three days are not known, or nothing was spent in them. */
function paceOf({ closed, open }: HourlySpend): Pace | undefined {
  const end = closed.length;
  let known = 0;
  let spentBefore = 0;
  for (let at = Math.max(0, end - 24 * USUAL_DAYS); at < end - LONG_HOURS; at++) {
    const value = closed[at] as number;
    if (Number.isNaN(value)) continue;
    known += 1;
    spentBefore += value;
  }
  if (known < MIN_KNOWN_HOURS || spentBefore <= 0) return undefined;
  const meanPerHour = spentBefore / known;
  const openHours = open.knownMs / HOUR_MS;
  const least = MIN_USUAL_SHARE * meanPerHour;
  const usualAt = (at: number) => Math.max(least, usualOf(closed, at) ?? meanPerHour);
  const sum = (hours: number): [Sum, number] => {
    let spend = open.spend;
    let knownHours = openHours;
    let usual = openHours * usualAt(end);
    for (let at = end - hours; at < end; at++) {
      const value = closed[at] as number;
      if (Number.isNaN(value)) continue;
      spend += value;
      knownHours += 1;
      usual += usualAt(at);
    }
    return [{ spend, hours: knownHours }, usual];
  };
  const [long, usualLong] = sum(LONG_HOURS);
  const [short, usualShort] = sum(SHORT_HOURS);
  if (long.hours < LONG_HOURS || short.hours < SHORT_HOURS) return undefined;
  return { long, short, usualLong, usualShort, perDay: 24 * meanPerHour };
}

/** Mean spend of the same hour of the day, one day before and earlier. */
function usualOf(closed: Float64Array, at: number): number | undefined {
  let spend = 0;
  let days = 0;
  for (let day = 1; day <= USUAL_DAYS; day++) {
    const value = closed[at - 24 * day];
    if (value === undefined || Number.isNaN(value)) continue;
    spend += value;
    days += 1;
  }
  return days === 0 ? undefined : spend / days;
}

export const burnSpike: Kind = {
  severity: ({ runwayDays }) => (runwayDays && runwayDays.p50 < 1 ? 'critical' : 'warning'),
  meaning:
    'In the last hour and in the last six hours, you spent at least five times the usual amount. At this pace, the wallet lasts less than two days.',
  severityText: 'warning; critical if the median forecast is under one day',
  rule: burnSpikeRule,
  isNotified: ({ spikeAtMs }) => spikeAtMs !== undefined,
  whileMuted: (before, after) => ({
    spikeAtMs: after.spikeAtMs && before.spikeAtMs,
  }),
  subjects: ['balance'],
  isSnoozable: true,
  isResolvedByTopUp: true,
  isBeside: true,
  needsTopUp: true,
  trouble: 'balance',
  causeHours: 6,
  openText: () => 'burning far above its usual',
  headline: (alert, name, timeZone) =>
    `${name} burns ${alert.facts.timesUsual ?? 'many'} times its usual${andEmptyText(alert, timeZone)}. Look what is running.`,
  example: {
    reason: '8 times the usual of these hours was spent; at this pace it lasts 9 hours',
    facts: {
      ...FALLING,
      ...PURCHASE,
      burnPerDay: 95,
      runwayDays: { p10: 0.4, p50: 1.2, p90: 2.9 },
      timesUsual: 8,
    },
  },
};
