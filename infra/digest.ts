import { resolve } from 'node:path';
import { Duration, RemovalPolicy, TimeZone, Validations } from 'aws-cdk-lib';
import {
  ContextAttribute,
  Schedule,
  ScheduleExpression,
  ScheduleGroup,
  ScheduleTargetInput,
} from 'aws-cdk-lib/aws-scheduler';
import { Construct } from 'constructs';
import { DIGEST_TIMEOUT_SECONDS } from '../functions/settings/environment.ts';
import { DIGEST_SCHEDULE, digestExpression } from '../functions/settings/schedules.ts';
import type { DigestSettings } from '../functions/settings/settings-schema.ts';
import { BundledFunction } from './bundled-function.ts';
import { scheduleRole } from './schedule-role.ts';

export interface DigestProps extends DigestSettings {
  readonly settingsFile: string;
  /** IANA name; the schedule follows its summer time. */
  readonly timeZone: string;
}

const ENTRY = resolve(import.meta.dirname, '../functions/digest/handler.ts');

/** By Lambda, after a failed run; a digest that they do not send either is lost. */
const RETRIES = 2;

/** The summary at the owner's time of day. A crashed run is tried again by Lambda, under the same claim. */
export class Digest extends Construct {
  readonly sender: BundledFunction;
  readonly groupName: string;

  constructor(scope: Construct, id: string, props: DigestProps) {
    super(scope, id);
    const { every, at, weekday, timeZone, settingsFile } = props;
    this.sender = new BundledFunction(this, 'Sender', {
      entry: ENTRY,
      settingsFile,
      errorsAlarm: {
        name: 'the digest fails',
        meaning: 'The regular summary was not sent to every channel; alerts are sent all the same.',
        command: 'doctor',
        failuresAnHour: 1 + RETRIES,
      },
      timeout: Duration.seconds(DIGEST_TIMEOUT_SECONDS),
    });
    const { lambda } = this.sender;
    lambda.configureAsyncInvoke({ retryAttempts: RETRIES, maxEventAge: Duration.minutes(30) });
    const reason =
      'The next digest supersedes a lost one, and the claim in the table says how far this one came.';
    Validations.of(lambda).acknowledge(
      { id: 'Serverless::Serverless-LambdaDLQ', reason },
      { id: 'Serverless::Serverless-LambdaAsyncFailureDestination', reason },
    );
    const group = new ScheduleGroup(this, 'Group', { removalPolicy: RemovalPolicy.DESTROY });
    this.groupName = group.scheduleGroupName;
    const role = scheduleRole(this, lambda.functionArn, group);
    new Schedule(this, 'Schedule', {
      scheduleName: DIGEST_SCHEDULE,
      scheduleGroup: group,
      schedule: ScheduleExpression.expression(
        digestExpression({ every, at, weekday }),
        TimeZone.of(timeZone),
      ),
      target: {
        bind: () => ({
          arn: lambda.functionArn,
          role,
          input: ScheduleTargetInput.fromObject({ scheduledAt: ContextAttribute.scheduledTime }),
          retryPolicy: { maximumRetryAttempts: 2, maximumEventAgeInSeconds: 1_800 },
        }),
      },
    });
  }
}
