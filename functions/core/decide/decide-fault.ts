import type { Severity } from '../alert/alert.ts';
import type { FaultRun } from '../alert/fault.ts';
import { keyRejectedRule } from './rules/key-rejected.ts';
import { noDataRule } from './rules/no-data.ts';
import { EVERY_MS, MAX_REMINDERS, reminderReason } from './rules/reminder.ts';
import type { FaultOutcome, FaultRuleInput, RuleOutcome } from './rules/rule.ts';

export interface DecidedFault {
  readonly run: FaultRun;
  readonly decision?: {
    readonly kind: 'key-rejected' | 'no-data';
    readonly reason: string;
    readonly reminder?: number;
  };
  readonly outcomes: Readonly<Record<string, RuleOutcome>>;
}

/** Tells missing readings once, again when they get worse, and as a reminder while that is critical. */
export function decideFault(input: FaultRuleInput, severity: Severity): DecidedFault {
  const { run, nowMs } = input;
  const outcomes = { 'key-rejected': keyRejectedRule(input), 'no-data': noDataRule(input) };
  const due = [outcomes['key-rejected'], outcomes['no-data']].find(isDue);
  if (due === undefined) return { run, outcomes };
  const { notified } = run;
  const isWorse =
    notified === undefined ||
    (notified.kind === 'no-data' && due.notify === 'key-rejected') ||
    (notified.severity === 'warning' && severity === 'critical');
  if (isWorse) {
    const firstAtMs = notified?.firstAtMs ?? nowMs;
    return {
      run: {
        ...run,
        notified: { kind: due.notify, severity, firstAtMs, lastAtMs: nowMs, reminders: 0 },
      },
      decision: { kind: due.notify, reason: due.reason },
      outcomes,
    };
  }
  const isReminded =
    notified.severity === 'critical' &&
    notified.reminders < MAX_REMINDERS &&
    nowMs - notified.lastAtMs >= EVERY_MS;
  if (!isReminded) return { run, outcomes: { fault: { skips: 'it was told and still stands' } } };
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
  return 'notify' in outcome;
}
