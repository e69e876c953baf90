import {
  GetScheduleCommand,
  type GetScheduleCommandOutput,
  ResourceNotFoundException,
  UpdateScheduleCommand,
} from '@aws-sdk/client-scheduler';
import { type Finding, ok, wrong } from './finding.ts';
import type { Patient } from './patient.ts';

export interface WantedSchedule {
  /** "schedule of main" */
  readonly what: string;
  readonly name: string;
  readonly group: string;
  /** As Scheduler writes it: "rate(15 minutes)". */
  readonly expression: string;
  /** IANA name. @default UTC, which a rate does not look at */
  readonly timeZone?: string;
  /** Said where it is there, on, and as wanted: "on, every 15 minutes". */
  readonly said: string;
  /** To have it made anew where it is gone. */
  readonly toRemake: string;
}

export interface ExaminedSchedule {
  readonly finding: Finding;
  /** undefined where it is gone. */
  readonly schedule?: GetScheduleCommandOutput;
}

/** A schedule is there, it is on, and it has the rhythm of the settings. */
export async function examineSchedule(
  wanted: WantedSchedule,
  { scheduler }: Pick<Patient['aws'], 'scheduler'>,
): Promise<ExaminedSchedule> {
  const { what, name, group, expression, timeZone = 'UTC' } = wanted;
  let schedule: GetScheduleCommandOutput;
  try {
    schedule = await scheduler.send(new GetScheduleCommand({ Name: name, GroupName: group }));
  } catch (error) {
    if (!(error instanceof ResourceNotFoundException)) throw error;
    return { finding: wrong(what, `there is none in the group ${group}`, wanted.toRemake) };
  }
  const { State, ScheduleExpression, ScheduleExpressionTimezone = 'UTC' } = schedule;
  const isRight = ScheduleExpression === expression && ScheduleExpressionTimezone === timeZone;
  if (State === 'ENABLED' && isRight) return { finding: ok(what, wanted.said), schedule };
  const shown = (rhythm: string, zone: string) =>
    zone === 'UTC' ? rhythm : `${rhythm} in ${zone}`;
  const now = shown(expression, timeZone);
  const said = isRight
    ? 'it is off'
    : `${shown(ScheduleExpression ?? '', ScheduleExpressionTimezone)}, not ${now}`;
  const repair = async () => {
    const { $metadata, Arn, CreationDate, LastModificationDate, ...kept } = schedule;
    await scheduler.send(
      new UpdateScheduleCommand({
        ...kept,
        Name: name,
        FlexibleTimeWindow: kept.FlexibleTimeWindow ?? { Mode: 'OFF' },
        Target: kept.Target,
        State: 'ENABLED',
        ScheduleExpression: expression,
        ScheduleExpressionTimezone: timeZone,
      }),
    );
    return `the ${what} is on, ${now}`;
  };
  return { finding: wrong(what, said, 'put it right: doctor --fix', repair), schedule };
}
