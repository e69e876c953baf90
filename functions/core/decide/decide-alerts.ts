import { type AlertKind, severityOf } from '../alert/alert.ts';
import { type AlertMemory, anythingTold } from '../state/wallet-state.ts';
import { billFailedRule } from './rules/bill-failed.ts';
import { underBounds } from './rules/bounds.ts';
import { burnSpikeRule } from './rules/burn-spike.ts';
import { clockRule } from './rules/clock.ts';
import { debitAheadRule } from './rules/debit-ahead.ts';
import { depletedRule } from './rules/depleted.ts';
import { floorRule } from './rules/floor.ts';
import { readingsBackVerdict } from './rules/readings-back.ts';
import { rechargeAtRiskRule } from './rules/recharge-at-risk.ts';
import { recoveredVerdict } from './rules/recovered.ts';
import { reminderVerdict } from './rules/reminder.ts';
import type { Verdict, View } from './rules/rule.ts';
import { runwayRule } from './rules/runway.ts';
import { toppedUpRule } from './rules/topped-up.ts';

/** A message to be sent: a verdict to notify, with what only the whole of the rules knows. */
export interface Decision {
  readonly kind: AlertKind;
  readonly reason: string;
  readonly levelDays?: number;
  readonly timesUsual?: number;
  /** When the trouble that this ends was first told. */
  readonly toldAtMs?: number;
  /** From 1, where it repeats an alert that still stands. */
  readonly reminder?: number;
}

export interface Decided {
  readonly memory: AlertMemory;
  /** At most one: whatever else is true at the same moment is covered by the worst of it. */
  readonly decision?: Decision;
  /** Every rule's verdict, for the log. */
  readonly verdicts: Readonly<Record<string, Verdict>>;
}

/**
 * Asks every rule, worst first, and lets one message speak for all that is new.
 * A rule that would have spoken too counts as told: the reader has the worse news.
 */
export function decideAlerts(view: View, before: AlertMemory): Decided {
  const verdicts: Record<string, Verdict> = {};
  let memory = underBounds(before, view.policy, view.reading.balance.currency);
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
    const result = rule(view, memory);
    verdicts[name] = result.verdict;
    memory = result.memory;
  }
  if (view.topUp === undefined) verdicts.recovered = recoveredVerdict(before, memory, view);
  verdicts['readings-back'] = readingsBackVerdict(view);

  const all = Object.values(verdicts).filter(isSpoken);
  const spoken = verdicts['topped-up'] === all[0] ? all[0] : worstOf(all, view);
  if (spoken !== undefined) {
    const ends = spoken === verdicts['topped-up'] || spoken === verdicts.recovered;
    return {
      verdicts,
      memory: afterTelling(memory, before, spoken, view),
      decision: {
        kind: spoken.notify,
        reason: [spoken, ...all.filter((other) => isAside(other, spoken))]
          .map(({ reason }) => reason)
          .join('; '),
        levelDays: spoken.levelDays,
        timesUsual: spoken.timesUsual,
        ...(ends && before.toldAtMs !== undefined && { toldAtMs: before.toldAtMs }),
      },
    };
  }

  const reminder = reminderVerdict(memory, view.nowMs);
  verdicts.reminder = reminder;
  if (!('notify' in reminder) || memory.urgent === undefined) return { verdicts, memory };
  const reminders = memory.urgent.reminders + 1;
  return {
    verdicts,
    memory: { ...memory, urgent: { lastAtMs: view.nowMs, reminders } },
    decision: {
      kind: reminder.notify,
      reason: reminder.reason,
      levelDays: reminder.levelDays,
      reminder: reminders,
    },
  };
}

type Spoken = Extract<Verdict, { notify: AlertKind }>;

function isSpoken(verdict: Verdict): verdict is Spoken {
  return 'notify' in verdict;
}

/** Of the most severe the first: the rules are asked in the order of what they mean. */
function worstOf(all: readonly Spoken[], view: View): Spoken | undefined {
  const { runwayDays, state } = view.forecast;
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
function isAside(other: Spoken, spoken: Spoken): boolean {
  const isApart = ({ notify }: Spoken) => notify === 'burn-spike' || notify === 'clock';
  return other !== spoken && (isApart(other) || isApart(spoken));
}

function afterTelling(
  memory: AlertMemory,
  before: AlertMemory,
  spoken: Spoken,
  { nowMs, forecast }: View,
): AlertMemory {
  const { toldAtMs: _, urgent, ...rest } = memory;
  if (!anythingTold(memory)) return rest;
  const { notify, levelDays } = spoken;
  const isUrgent =
    (notify === 'depleted' || notify === 'runway' || notify === 'topped-up') &&
    severityOf(notify, { ...forecast, ...(levelDays !== undefined && { levelDays }) }) ===
      'critical';
  return {
    ...rest,
    toldAtMs: before.toldAtMs ?? nowMs,
    ...(isUrgent ? { urgent: { lastAtMs: nowMs, reminders: 0 } } : urgent && { urgent }),
  };
}
