import type { Severity } from '../alert/alert.ts';
import type { FaultRun } from '../alert/fault.ts';
import { KIND_ENTRIES } from '../kinds/index.ts';
import type { FaultOutcome, FaultRuleInput, RuleOutcome } from '../kinds/rule.ts';
import { EVERY_MS, MAX_REMINDERS, reminderReason } from './reminder.ts';

export interface DecidedFault {
  readonly run: FaultRun;
  readonly decision?: {
    readonly kind: 'key-rejected' | 'no-data';
    readonly reason: string;
    readonly reminder?: number;
  };
  readonly outcomes: Readonly<Record<string, RuleOutcome>>;
}

/** Notifies of missing readings once, again when they get worse, and as a reminder while that is critical. */
export function decideFault(input: FaultRuleInput, severity: Severity): DecidedFault {
  const { run, nowMs } = input;
  const outcomes = Object.fromEntries(
    KIND_ENTRIES.flatMap(([kind, { faultRule }]) =>
      faultRule === undefined ? [] : [[kind, faultRule(input)]],
    ),
  );
  const due = Object.values(outcomes).find(isDue);
  if (due === undefined) return { run, outcomes };
  const { notified } = run;
  const isWorse =
    notified === undefined ||
    (notified.kind === 'no-data' && due.fires === 'key-rejected') ||
    (notified.severity === 'warning' && severity === 'critical');
  if (isWorse) {
    const firstAtMs = notified?.firstAtMs ?? nowMs;
    return {
      run: {
        ...run,
        notified: { kind: due.fires, severity, firstAtMs, lastAtMs: nowMs, reminders: 0 },
      },
      decision: { kind: due.fires, reason: due.reason },
      outcomes,
    };
  }
  const isReminded =
    notified.severity === 'critical' &&
    notified.reminders < MAX_REMINDERS &&
    nowMs - notified.lastAtMs >= EVERY_MS;
  if (!isReminded)
    return { run, outcomes: { fault: { skips: 'it was notified and is still true' } } };
  const reminder = notified.reminders + 1;
  return {
    run: { ...run, notified: { ...notified, lastAtMs: nowMs, reminders: reminder } },
    decision: {
      kind: notified.kind,
      reason: reminderReason(reminder, 'there is still no reading'),
      reminder,
    },
    outcomes,
  };
}

function isDue(outcome: FaultOutcome): outcome is Extract<FaultOutcome, { fires: string }> {
  return 'fires' in outcome;
}
