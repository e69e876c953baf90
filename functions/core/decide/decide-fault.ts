import type { Severity } from '../alert/alert.ts';
import type { FaultRun } from '../alert/fault.ts';
import { keyRejectedRule } from './rules/key-rejected.ts';
import { noDataRule } from './rules/no-data.ts';
import { EVERY_MS, MAX_REMINDERS, reminderReason } from './rules/reminder.ts';
import type { FaultVerdict, FaultView, Verdict } from './rules/rule.ts';

export interface DecidedFault {
  readonly run: FaultRun;
  readonly decision?: {
    readonly kind: 'key-rejected' | 'no-data';
    readonly reason: string;
    readonly reminder?: number;
  };
  readonly verdicts: Readonly<Record<string, Verdict>>;
}

/** Tells missing readings once, again when they get worse, and as a reminder while that is critical. */
export function decideFault(view: FaultView, severity: Severity): DecidedFault {
  const { run, nowMs } = view;
  const verdicts = { 'key-rejected': keyRejectedRule(view), 'no-data': noDataRule(view) };
  const due = [verdicts['key-rejected'], verdicts['no-data']].find(isDue);
  if (due === undefined) return { run, verdicts };
  const { told } = run;
  const isWorse =
    told === undefined ||
    (told.kind === 'no-data' && due.notify === 'key-rejected') ||
    (told.severity === 'warning' && severity === 'critical');
  if (isWorse) {
    const firstAtMs = told?.firstAtMs ?? nowMs;
    return {
      run: {
        ...run,
        told: { kind: due.notify, severity, firstAtMs, lastAtMs: nowMs, reminders: 0 },
      },
      decision: { kind: due.notify, reason: due.reason },
      verdicts,
    };
  }
  const isReminded =
    told.severity === 'critical' &&
    told.reminders < MAX_REMINDERS &&
    nowMs - told.lastAtMs >= EVERY_MS;
  if (!isReminded) return { run, verdicts: { fault: { quiet: 'it was told and still stands' } } };
  const reminder = told.reminders + 1;
  return {
    run: { ...run, told: { ...told, lastAtMs: nowMs, reminders: reminder } },
    decision: {
      kind: told.kind,
      reason: reminderReason(reminder, 'there is still no reading'),
      reminder,
    },
    verdicts,
  };
}

function isDue(verdict: FaultVerdict): verdict is Extract<FaultVerdict, { notify: string }> {
  return 'notify' in verdict;
}
