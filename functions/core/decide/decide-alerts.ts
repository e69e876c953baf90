import { type AlertKind, severityOf } from '../alert/alert.ts';
import { type AlertMemory, anythingTold } from '../state/wallet-state.ts';
import { billFailedRule } from './rules/bill-failed.ts';
import { underBounds } from './rules/bounds.ts';
import { burnSpikeRule } from './rules/burn-spike.ts';
import { clockRule } from './rules/clock.ts';
import { debitAheadRule } from './rules/debit-ahead.ts';
import { depletedRule } from './rules/depleted.ts';
import { floorRule } from './rules/floor.ts';
import { readingsBackRule } from './rules/readings-back.ts';
import { rechargeAtRiskRule } from './rules/recharge-at-risk.ts';
import { recoveredRule } from './rules/recovered.ts';
import { reminderRule } from './rules/reminder.ts';
import type { RuleOutcome, RuleInput } from './rules/rule.ts';
import { runwayRule } from './rules/runway.ts';
import { toppedUpRule } from './rules/topped-up.ts';

/** A message to be sent: a outcome to notify, with what only the whole of the rules knows. */
export interface Decision {
  readonly kind: AlertKind;
  readonly reason: string;
  readonly levelDays?: number;
  readonly timesUsual?: number;
  /** When the trouble that this ends was first told. */
  readonly notifiedAtMs?: number;
  /** From 1, where it repeats an alert that still stands. */
  readonly reminder?: number;
}

export interface Decided {
  readonly memory: AlertMemory;
  /** At most one: whatever else is true at the same moment is covered by the worst of it. */
  readonly decision?: Decision;
  /** Every rule's outcome, for the log. */
  readonly outcomes: Readonly<Record<string, RuleOutcome>>;
}

/**
 * Asks every rule, worst first, and lets one message speak for all that is new.
 * A rule that would have fired too counts as told: the reader has the worse news.
 */
export function decideAlerts(input: RuleInput, before: AlertMemory): Decided {
  const outcomes: Record<string, RuleOutcome> = {};
  let memory = underBounds(before, input.policy, input.reading.balance.currency);
  for (const [name, rule] of [
    ['topped-up', toppedUpRule],
    ['depleted', depletedRule],
    ['debit-ahead', debitAheadRule],
    ['bill-failed', billFailedRule],
    ['recharge-at-risk', rechargeAtRiskRule],
    ['runway', runwayRule],
    ['floor', floorRule],
    ['burn-spike', burnSpikeRule],
    ['clock', clockRule],
  ] as const) {
    const result = rule(input, memory);
    outcomes[name] = result.outcome;
    memory = result.memory;
  }
  if (input.topUp === undefined) outcomes.recovered = recoveredRule(before, memory, input);
  outcomes['readings-back'] = readingsBackRule(input);

  const all = Object.values(outcomes).filter(isFiring);
  const fired = outcomes['topped-up'] === all[0] ? all[0] : worstOf(all, input);
  if (fired !== undefined) {
    const ends = fired === outcomes['topped-up'] || fired === outcomes.recovered;
    return {
      outcomes,
      memory: afterNotifying(memory, before, fired, input),
      decision: {
        kind: fired.notify,
        reason: [fired, ...all.filter((other) => isAside(other, fired))]
          .map(({ reason }) => reason)
          .join('; '),
        levelDays: fired.levelDays,
        timesUsual: fired.timesUsual,
        ...(ends && before.notifiedAtMs !== undefined && { notifiedAtMs: before.notifiedAtMs }),
      },
    };
  }

  const reminder = reminderRule(memory, input.nowMs);
  outcomes.reminder = reminder;
  if (!('notify' in reminder) || memory.urgent === undefined) return { outcomes, memory };
  const reminders = memory.urgent.reminders + 1;
  return {
    outcomes,
    memory: { ...memory, urgent: { lastAtMs: input.nowMs, reminders } },
    decision: {
      kind: reminder.notify,
      reason: reminder.reason,
      levelDays: reminder.levelDays,
      reminder: reminders,
    },
  };
}

type Firing = Extract<RuleOutcome, { fires: AlertKind }>;

function isFiring(outcome: RuleOutcome): outcome is Firing {
  return 'notify' in outcome;
}

/** Of the most severe the first: the rules are asked in the order of what they mean. */
function worstOf(all: readonly Firing[], input: RuleInput): Firing | undefined {
  const { runwayDays, state } = input.forecast;
  return (['critical', 'warning', 'info'] as const)
    .map((severity) =>
      all.find(
        ({ notify, ...facts }) =>
          severityOf(notify, { ...facts, runwayDays, forecastState: state }) === severity,
      ),
    )
    .find((found) => found !== undefined);
}

/** A spike or a wrong clock is not the same news as a date, so it is said beside it. */
function isAside(other: Firing, fired: Firing): boolean {
  const isApart = ({ fires }: Firing) => notify === 'burn-spike' || notify === 'clock';
  return other !== fired && (isApart(other) || isApart(fired));
}

function afterNotifying(
  memory: AlertMemory,
  before: AlertMemory,
  fired: Firing,
  { nowMs, forecast }: RuleInput,
): AlertMemory {
  const { notifiedAtMs: _, urgent, ...rest } = memory;
  if (!anythingTold(memory)) return rest;
  const { notify, levelDays } = fired;
  const isUrgent =
    (notify === 'depleted' || notify === 'runway' || notify === 'topped-up') &&
    severityOf(notify, { ...forecast, ...(levelDays !== undefined && { levelDays }) }) ===
      'critical';
  return {
    ...rest,
    notifiedAtMs: before.notifiedAtMs ?? nowMs,
    ...(isUrgent ? { urgent: { lastAtMs: nowMs, reminders: 0 } } : urgent && { urgent }),
  };
}
