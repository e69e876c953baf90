import { parseAmount } from '../../functions/core/amount.ts';
import type { Policy } from '../../functions/core/policy.ts';
import { step } from '../../functions/core/step.ts';
import type { WalletState } from '../../functions/core/wallet-state.ts';
import { decisionHours } from './cases.ts';
import { type Answer, type Forecaster, knownAt } from './forecasters.ts';
import type { Trace } from './traces.ts';

/** Sees a balance every hour and says when three days are left. */
export type Alerter = (poll: {
  hour: number;
  atMs: number;
  balance: number;
  refilled: boolean;
}) => boolean;

/** One time that a wallet ran dry. */
export interface Depletion {
  readonly trace: number;
  /** Hours from the first three-day alert of this filling to the depletion; absent without any. */
  readonly leadHours?: number;
  readonly alerts: number;
}

export interface AlertFigures {
  readonly depletions: number;
  /** Median of |lead − 72 h| where there was an alert. */
  readonly offHours: number;
  /** Share with at least 24 hours of warning. */
  readonly warned: number;
  /** Share warned more than 144 hours before. */
  readonly early: number;
  /** Three-day alerts per depletion; 1 is ideal. */
  readonly alerts: number;
}

/** Fillings in days of mean spend: what a wallet is refilled with each time it runs dry. */
const PACKAGE_DAYS = [4, 7];
const LEVEL_DAYS = 3;
const HOUR_MS = 3_600_000;
const CURRENCY = 'CREDITS';
const POLICY: Policy = { levelsDays: [7, LEVEL_DAYS, 1], floor: 0, emptyAt: 0, timeZone: 'UTC' };

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
    let alerts: number[] = [];
    for (let hour = 1; hour <= trace.spend.length; hour++) {
      balance -= trace.spend[hour - 1] as number;
      if (alerter({ hour, atMs: trace.fromMs + hour * HOUR_MS, balance, refilled }))
        alerts.push(hour);
      refilled = false;
      if (balance > 0) continue;
      if (filledAt >= warmUp) {
        const [first] = alerts;
        depletions.push({
          trace: index,
          alerts: alerts.length,
          ...(first !== undefined && { leadHours: hour - first }),
        });
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
 * The very step that the Lambda runs. Three days are told by the alert itself, by a deeper level that is passed at the
 * same moment, and by the message after a top-up that says that the new balance does not last longer either.
 */
export function projectAlerter(): Alerter {
  let state: WalletState | undefined;
  let isTold = false;
  return ({ atMs, balance, refilled }) => {
    if (refilled) isTold = false;
    const reading = { atMs, balance: parseAmount(Number(balance.toFixed(6)), CURRENCY) };
    const result = step(state, reading, POLICY, atMs);
    state = result.state;
    const told = result.alerts.find(({ kind }) => kind === 'runway' || kind === 'topped-up');
    const level = told?.facts.levelDays ?? Number.POSITIVE_INFINITY;
    const isNew = level === LEVEL_DAYS || (level < LEVEL_DAYS && !isTold);
    isTold ||= isNew;
    return isNew;
  };
}

export interface SimpleRule {
  /** How long an answer must stay at or below three days. */
  readonly confirmHours: number;
  /** × three days: above this the level arms again; a refill arms it too. */
  readonly rearm: number;
  /** What counts as three days left, and what alerts at once. */
  readonly isUnder: (answer: Answer) => boolean;
  readonly isCertain?: (answer: Answer) => boolean;
}

export const LEVEL_HOURS = 24 * LEVEL_DAYS;
/** What people do with a forecaster that brings no rule: at or below three days, again after 4.5. */
export const RULE_OF_THUMB: SimpleRule = {
  confirmHours: 0,
  rearm: 1.5,
  isUnder: ({ p50 }) => p50 <= LEVEL_HOURS,
};

export function simpleAlerter(trace: Trace, forecaster: Forecaster, rule: SimpleRule): Alerter {
  let isTold = false;
  let underSinceHour: number | undefined;
  return ({ hour, balance, refilled }) => {
    if (refilled) {
      isTold = false;
      underSinceHour = undefined;
    }
    const answer = forecaster.prepare(knownAt(trace, hour))(Math.max(0, balance));
    if (isTold) {
      isTold = answer.p50 <= rule.rearm * LEVEL_HOURS;
      return false;
    }
    underSinceHour = rule.isUnder(answer) ? (underSinceHour ?? hour) : undefined;
    const isConfirmed = underSinceHour !== undefined && hour - underSinceHour >= rule.confirmHours;
    isTold = isConfirmed || rule.isCertain?.(answer) === true;
    return isTold;
  };
}

/** The vendor's kind of warning: a share of the package is left. */
export function shareAlerter(share: number, packageCredits: number): Alerter {
  let told = false;
  return ({ balance, refilled }) => {
    if (refilled) told = false;
    const due = !told && balance <= share * packageCredits;
    told ||= due;
    return due;
  };
}

export function alertFiguresOf(depletions: readonly Depletion[]): AlertFigures {
  const leads = depletions.map(({ leadHours }) => leadHours);
  const off = leads
    .filter((lead) => lead !== undefined)
    .map((lead) => Math.abs(lead - 24 * LEVEL_DAYS))
    .toSorted((a, b) => a - b);
  const share = (isTrue: (lead: number) => boolean): number =>
    leads.filter((lead) => lead !== undefined && isTrue(lead)).length / depletions.length;
  return {
    depletions: depletions.length,
    offHours: off[off.length >> 1] ?? Number.NaN,
    warned: share((lead) => lead >= 24),
    early: share((lead) => lead > 144),
    alerts: depletions.reduce((sum, { alerts }) => sum + alerts, 0) / depletions.length,
  };
}
