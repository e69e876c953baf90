import { pollExpression, scheduleNames } from '../../../functions/settings/schedules.ts';
import { examineSchedule } from '../examine-schedule.ts';
import type { Finding } from '../finding.ts';
import type { Patient } from '../patient.ts';

const REMAKE =
  'a deployment makes no schedule anew that it believes to be there: remove the wallet from the settings, deploy, put it back, deploy';

/** Each wallet has a schedule, it is on, and it has the rhythm of the settings. */
export async function checkSchedules({ stack, settings, aws }: Patient): Promise<Finding[]> {
  const { wallets, pollMinutes } = settings;
  const rhythm = pollMinutes === 1 ? 'minute' : `${pollMinutes} minutes`;
  const findings: Finding[] = [];
  for (const { id } of wallets) {
    const wanted = {
      what: `schedule of ${id}`,
      name: scheduleNames(stack.name).poll(id),
      group: stack.scheduleGroup,
      expression: pollExpression(pollMinutes),
      said: `on, every ${rhythm}`,
      toRemake: REMAKE,
    };
    findings.push((await examineSchedule(wanted, aws)).finding);
  }
  return findings;
}
