import {
  GetScheduleCommand,
  type GetScheduleCommandOutput,
  ResourceNotFoundException,
  UpdateScheduleCommand,
} from '@aws-sdk/client-scheduler';
import { type Finding, ok, wrong } from '../finding.ts';
import type { Patient } from '../patient.ts';

/** Each wallet has a schedule, it is on, and it has the rhythm of the settings. */
export async function checkSchedules(patient: Patient): Promise<Finding[]> {
  const findings: Finding[] = [];
  for (const { id } of patient.settings.wallets) findings.push(await checkOne(id, patient));
  return findings;
}

async function checkOne(wallet: string, patient: Patient): Promise<Finding> {
  const { stack, settings, aws } = patient;
  const what = `schedule of ${wallet}`;
  const redeploy =
    'a deployment makes no schedule anew that it believes to be there: remove the wallet from the settings, deploy, put it back, deploy';
  let schedule: GetScheduleCommandOutput;
  try {
    const which = { Name: wallet, GroupName: stack.scheduleGroup };
    schedule = await aws.scheduler.send(new GetScheduleCommand(which));
  } catch (error) {
    if (!(error instanceof ResourceNotFoundException)) throw error;
    return wrong(what, `there is none in the group ${stack.scheduleGroup}`, redeploy);
  }
  const minutes = settings.pollMinutes;
  const wanted = `rate(${minutes} minute${minutes === 1 ? '' : 's'})`;
  const { State, ScheduleExpression } = schedule;
  if (State === 'ENABLED' && ScheduleExpression === wanted) {
    return ok(what, `on, every ${minutes === 1 ? 'minute' : `${minutes} minutes`}`);
  }
  const said = State === 'ENABLED' ? `${ScheduleExpression}, not ${wanted}` : 'it is off';
  return wrong(what, said, 'put it right: doctor --fix', async () => {
    const { $metadata, Arn, CreationDate, LastModificationDate, ...kept } = schedule;
    await aws.scheduler.send(
      new UpdateScheduleCommand({
        ...kept,
        Name: wallet,
        FlexibleTimeWindow: kept.FlexibleTimeWindow ?? { Mode: 'OFF' },
        Target: kept.Target,
        State: 'ENABLED',
        ScheduleExpression: wanted,
      }),
    );
    return `the schedule of ${wallet} is on, ${wanted}`;
  });
}
