import type { AlertKind } from '../alert/alert.ts';
import { awaitsRecovery, awaitsTopUp, KIND_ENTRIES, KINDS, severityOf } from '../kinds/index.ts';
import { readingsBackRule, recoveredRule } from '../kinds/recovered.ts';
import type { RuleInput, RuleOutcome } from '../kinds/rule.ts';
import type { AlertMemory } from '../state/wallet-state.ts';
import { reminderRule } from './reminder.ts';
import { underBounds } from './under-bounds.ts';

/** A message to be sent: an outcome to notify, with what only the whole of the rules knows. */
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
 * Asks every rule in the order of the kinds, and lets one alert speak for all that is new.
 * Of a rule that fired too the alert counts as notified: the reader has the worse news.
 */
export function decideAlerts(input: RuleInput, before: AlertMemory): Decided {
  const outcomes: Record<string, RuleOutcome> = {};
  let memory = underBounds(before, input.policy, input.reading.balance.currency);
  const isTopUpAwaited = awaitsTopUp(memory);
  for (const [kind, { rule }] of KIND_ENTRIES) {
    if (rule === undefined) continue;
    const result = rule(input, memory, isTopUpAwaited);
    outcomes[kind] = result.outcome;
    memory = result.memory;
  }
  if (input.topUp === undefined)
    outcomes.recovered = recoveredRule(before, memory, awaitsRecovery, input);
  outcomes['readings-back'] = readingsBackRule(input);
  memory = withoutPassed(memory, outcomes);

  const all = Object.values(outcomes).filter(hasFired);
  const fired = outcomes['topped-up'] === all[0] ? all[0] : worstOf(all, input);
  if (fired !== undefined) {
    const isEnd = fired === outcomes['topped-up'] || fired === outcomes.recovered;
    return {
      outcomes,
      memory: afterNotifying(memory, before, fired, input),
      decision: {
        kind: fired.fires,
        reason: [fired, ...all.filter((other) => isBeside(other, fired))]
          .map(({ reason }) => reason)
          .join('; '),
        levelDays: fired.levelDays,
        timesUsual: fired.timesUsual,
        notifiedAtMs: isEnd ? before.notifiedAtMs : undefined,
      },
    };
  }

  const reminder = reminderRule(memory, input.nowMs);
  outcomes.reminder = reminder;
  if (!hasFired(reminder) || memory.urgent === undefined) return { outcomes, memory };
  const reminders = memory.urgent.reminders + 1;
  return {
    outcomes,
    memory: { ...memory, urgent: { lastAtMs: input.nowMs, reminders } },
    decision: {
      kind: reminder.fires,
      reason: reminder.reason,
      levelDays: reminder.levelDays,
      reminder: reminders,
    },
  };
}

type Fired = Extract<RuleOutcome, { fires: AlertKind }>;

function hasFired(outcome: RuleOutcome): outcome is Fired {
  return 'fires' in outcome;
}

/** Of the most severe the first: the rules are asked in the order of what they mean. */
function worstOf(all: readonly Fired[], input: RuleInput): Fired | undefined {
  const { runwayDays, state } = input.forecast;
  return (['critical', 'warning', 'info'] as const)
    .map((severity) =>
      all.find(
        ({ fires, ...facts }) =>
          severityOf(fires, { ...facts, runwayDays, forecastState: state }) === severity,
      ),
    )
    .find((found) => found !== undefined);
}

function isBeside(other: Fired, fired: Fired): boolean {
  return other !== fired && [other, fired].some(({ fires }) => KINDS[fires].isBeside);
}

/** What a top-up resolved stays resolved until its cause has passed, or it fires again. */
export function withoutPassed(
  memory: AlertMemory,
  outcomes: Readonly<Record<string, RuleOutcome>>,
): AlertMemory {
  const resolved = memory.resolved?.filter((kind) => {
    const outcome = outcomes[kind];
    return KINDS[kind].isNotified?.(memory) && !(outcome && hasFired(outcome));
  });
  return { ...memory, resolved: resolved?.length ? [...new Set(resolved)] : undefined };
}

function afterNotifying(
  memory: AlertMemory,
  before: AlertMemory,
  { fires, levelDays }: Fired,
  { nowMs, forecast }: RuleInput,
): AlertMemory {
  if (!awaitsTopUp(memory)) return { ...memory, notifiedAtMs: undefined, urgent: undefined };
  const isUrgent =
    KINDS[fires].startsReminders && severityOf(fires, { ...forecast, levelDays }) === 'critical';
  return {
    ...memory,
    notifiedAtMs: before.notifiedAtMs ?? nowMs,
    urgent: isUrgent ? { lastAtMs: nowMs, reminders: 0 } : memory.urgent,
  };
}
