import {
  CreateScheduleCommand,
  DeleteScheduleCommand,
  GetScheduleCommand,
  SchedulerClient,
  UpdateScheduleCommand,
} from '@aws-sdk/client-scheduler';
import type { DeployedStack } from '../../cli/deployment/stack.ts';
import { OUTPUTS } from '../../functions/settings/outputs.ts';
import { scheduleNames } from '../../functions/settings/schedules.ts';
import type { Breakage } from './breakages.ts';

const scheduler = new SchedulerClient();

async function scheduleOf(Name: string, GroupName: string | undefined) {
  const which = { Name, GroupName };
  const { $metadata: _, ...found } = await scheduler.send(new GetScheduleCommand(which));
  const { FlexibleTimeWindow, Target, State } = found;
  const { ScheduleExpression, ScheduleExpressionTimezone } = found;
  const rhythm = { ScheduleExpression, ScheduleExpressionTimezone };
  return { ...which, FlexibleTimeWindow, Target, State, ...rhythm };
}

/** By hand, as in the console. */
export async function switchOff(name: string, group: string | undefined): Promise<void> {
  const found = await scheduleOf(name, group);
  await scheduler.send(new UpdateScheduleCommand({ ...found, State: 'DISABLED' }));
}

/** Schedules that are switched off, deleted, or given another rhythm. */
export function scheduleBreakages(stack: DeployedStack): Breakage[] {
  const names = scheduleNames(stack.name);
  const schedule = () => scheduleOf(names.poll('main'), stack.scheduleGroup);
  return [
    {
      name: 'the schedule is switched off',
      notified: /WRONG schedule of main: it is off\n\s+put it right: doctor --fix/,
      async cause() {
        await switchOff(names.poll('main'), stack.scheduleGroup);
        return undefined;
      },
    },
    {
      name: 'the schedule is deleted',
      notified:
        /WRONG schedule of main: there is none .*\n\s+.*remove the wallet from the settings, deploy/,
      async cause() {
        const found = await schedule();
        await scheduler.send(
          new DeleteScheduleCommand({ Name: found.Name, GroupName: found.GroupName }),
        );
        return () => scheduler.send(new CreateScheduleCommand(found));
      },
    },
    {
      name: 'the schedule has another rhythm',
      notified:
        /WRONG schedule of main: rate\(1 day\), not rate\(1 minute\)\n\s+put it right: doctor --fix/,
      async cause() {
        const slow = { ...(await schedule()), ScheduleExpression: 'rate(1 day)' };
        await scheduler.send(new UpdateScheduleCommand(slow));
        return undefined;
      },
    },
    {
      name: 'the digest is switched off',
      notified: /WRONG schedule of the digest: it is off\n\s+put it right: doctor --fix/,
      async cause() {
        await switchOff(names.digest, stack.outputs[OUTPUTS.digestGroup]);
        return undefined;
      },
    },
  ];
}
