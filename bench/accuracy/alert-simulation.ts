import { step } from '../../functions/core/decide/step.ts';
import { parseAmount } from '../../functions/core/ledger/amount.ts';
import { HOUR_MS } from '../../functions/core/ledger/durations.ts';
import type { Policy } from '../../functions/core/state/policy.ts';
import type { WalletState } from '../../functions/core/state/wallet-state.ts';
import { decisionHours } from './cases.ts';
import { type Answer, type Forecaster, knownAt } from './forecasters.ts';
import type { Trace } from './traces.ts';

/** Sees a balance every hour and names the levels (days left) that it alerts at now. */
export type Alerter = (poll: {
  hour: number;
  atMs: number;
  balance: number;
  refilled: boolean;
}) => readonly LevelDays[];

/** One time that a wallet ran out: for each level, the lead of each of its alerts, in hours. */
export interface Depletion {
  readonly trace: number;
  readonly leadsHours: Readonly<Record<LevelDays, readonly number[]>>;
}

export interface AlertFigures {
  readonly depletions: number;
  /** Median of |lead − level| where there was an alert, hours. */
  readonly offHours: number;
  /** Share whose first alert came in time: 24 hours ahead for three days, 8 hours for one. */
  readonly warned: number;
  /** Share warned more than twice the level ahead. */
  readonly early: number;
  /** Alerts of this level per depletion; 1 is ideal. */
  readonly alerts: number;
}

export const LEVELS_DAYS = [3, 1] as const;
export type LevelDays = (typeof LEVELS_DAYS)[number];
/** The least lead that still leaves time to top up. */
export const IN_TIME_HOURS: Readonly<Record<LevelDays, number>> = { 3: 24, 1: 8 };

/** Fillings in days of mean spend: what a wallet is refilled with each time it runs out. */
const PACKAGE_DAYS = [4, 7];
const CURRENCY = 'CREDITS';
const POLICY: Policy = { levelsDays: [7, ...LEVELS_DAYS], floor: 0, emptyAt: 0, timeZone: 'UTC' };

/** Polls hourly from the trace's start; depletions of fillings that began before the warm-up are left out. */
export function simulateAlerts(
  trace: Trace,
  index: number,
  alerterOf: (packageCredits: number) => Alerter,
): Depletion[] {
  const warmUp = decisionHours(trace)[0] ?? trace.spend.length;
  return PACKAGE_DAYS.flatMap((days) => {
    const filling = days * trace.meanPerDay;
    const alerter = alerterOf(filling);
    const depletions: Depletion[] = [];
    let balance = filling;
    let filledAt = 0;
    let refilled = false;
    let alerts: { hour: number; level: LevelDays }[] = [];
    for (let hour = 1; hour <= trace.spend.length; hour++) {
      balance -= trace.spend[hour - 1] as number;
      const notified = alerter({ hour, atMs: trace.fromMs + hour * HOUR_MS, balance, refilled });
      for (const level of notified) alerts.push({ hour, level });
      refilled = false;
      if (balance > 0) continue;
      if (filledAt >= warmUp) {
        const leads = (days: LevelDays) =>
          alerts.filter(({ level }) => level === days).map((alert) => hour - alert.hour);
        depletions.push({ trace: index, leadsHours: { 3: leads(3), 1: leads(1) } });
      }
      while (balance <= 0) balance += filling;
      filledAt = hour;
      refilled = true;
      alerts = [];
    }
    return depletions;
  });
}

/**
 * The very step that the Lambda runs. A level is told by its own alert, by a deeper one that is passed at the same
 * moment, and by the message after a top-up that says that the new balance does not last longer either. Reminders are no new alerts.
 */
export function projectAlerter(): Alerter {
  let state: WalletState | undefined;
  const notified = new Set<LevelDays>();
  return ({ atMs, balance, refilled }) => {
    if (refilled) notified.clear();
    const reading = { atMs, balance: parseAmount(Number(balance.toFixed(6)), CURRENCY) };
    const result = step(state, reading, POLICY, atMs);
    state = result.state;
    const alert = result.alerts.find(
      ({ kind, facts }) =>
        facts.reminder === undefined && (kind === 'runway' || kind === 'topped-up'),
    );
    const deepest = alert?.facts.levelDays ?? Number.POSITIVE_INFINITY;
    const levels = LEVELS_DAYS.filter(
      (level) => deepest === level || (deepest < level && !notified.has(level)),
    );
    for (const level of levels) notified.add(level);
    return levels;
  };
}

export interface SimpleRule {
  /** How long an answer must stay at or below a level of so many days. */
  readonly confirmHours: (levelDays: LevelDays) => number;
  /** × the level: above this it arms again; a refill arms it too. */
  readonly rearm: number;
  /** What counts as so many hours left, and what alerts at once. */
  readonly isUnder: (answer: Answer, levelHours: number) => boolean;
  readonly isCertain?: (answer: Answer, levelHours: number) => boolean;
}

/** What people do with a forecaster that brings no rule: at or below the level, again after 1.5 times it. */
export const RULE_OF_THUMB: SimpleRule = {
  confirmHours: () => 0,
  rearm: 1.5,
  isUnder: ({ p50 }, levelHours) => p50 <= levelHours,
};

export function simpleAlerter(trace: Trace, forecaster: Forecaster, rule: SimpleRule): Alerter {
  const levels = LEVELS_DAYS.map((level) => ({ level, isDue: levelRule(rule, level) }));
  return ({ hour, balance, refilled }) => {
    const answer = forecaster.prepare(knownAt(trace, hour))(Math.max(0, balance));
    return levels.filter(({ isDue }) => isDue(answer, hour, refilled)).map(({ level }) => level);
  };
}

function levelRule(rule: SimpleRule, levelDays: LevelDays) {
  const levelHours = 24 * levelDays;
  let isNotified = false;
  let underSinceHour: number | undefined;
  return (answer: Answer, hour: number, refilled: boolean): boolean => {
    if (refilled) {
      isNotified = false;
      underSinceHour = undefined;
    }
    if (isNotified) {
      isNotified = answer.p50 <= rule.rearm * levelHours;
      return false;
    }
    underSinceHour = rule.isUnder(answer, levelHours) ? (underSinceHour ?? hour) : undefined;
    const isConfirmed =
      underSinceHour !== undefined && hour - underSinceHour >= rule.confirmHours(levelDays);
    isNotified = isConfirmed || rule.isCertain?.(answer, levelHours) === true;
    return isNotified;
  };
}

/** The vendor's kind of warning: a share of the package is left. */
export function shareAlerter(share: number, packageCredits: number): Alerter {
  let notified = false;
  return ({ balance, refilled }) => {
    if (refilled) notified = false;
    if (notified || balance > share * packageCredits) return [];
    notified = true;
    return LEVELS_DAYS;
  };
}

export function alertFiguresOf(
  depletions: readonly Depletion[],
  levelDays: LevelDays,
): AlertFigures {
  const levelHours = 24 * levelDays;
  const leads = depletions.map(({ leadsHours }) => leadsHours[levelDays]);
  const firsts = leads.flatMap(([first]) => (first === undefined ? [] : [first]));
  const off = firsts.map((lead) => Math.abs(lead - levelHours)).toSorted((a, b) => a - b);
  const share = (isTrue: (lead: number) => boolean): number =>
    firsts.filter(isTrue).length / depletions.length;
  return {
    depletions: depletions.length,
    offHours: off[off.length >> 1] ?? Number.NaN,
    warned: share((lead) => lead >= IN_TIME_HOURS[levelDays]),
    early: share((lead) => lead > 2 * levelHours),
    alerts: leads.flat().length / depletions.length,
  };
}
