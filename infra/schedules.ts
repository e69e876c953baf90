import type { TimeZone } from 'aws-cdk-lib';
import { RemovalPolicy, Stack } from 'aws-cdk-lib';
import { PolicyDocument, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import {
  Schedule,
  ScheduleExpression,
  ScheduleGroup,
  ScheduleTargetInput,
  type TimeWindow,
} from 'aws-cdk-lib/aws-scheduler';
import type { Construct } from 'constructs';
import type { BundledFunction } from './bundled-function.ts';
import type { DeadLetters } from './dead-letters.ts';

export interface FunctionSchedule {
  /** Of the construct. */
  readonly id: string;
  readonly scheduleName: string;
  readonly expression: string;
  /** @default UTC */
  readonly timeZone?: TimeZone;
  /** @default none: it fires at its time */
  readonly timeWindow?: TimeWindow;
  /** Of each invocation. */
  readonly input: Readonly<Record<string, string>>;
}

/** How often Scheduler tries an invocation again that Lambda did not accept, and for how long. */
export interface ScheduleRetries {
  readonly maximumRetryAttempts: number;
  readonly maximumEventAgeInSeconds: number;
}

/**
 * Schedules of one function, in a group of their own. An invocation that Scheduler gives up becomes a dead letter, as a
 * failed run of the function does.
 */
export function addSchedules(
  scope: Construct,
  to: BundledFunction,
  retryPolicy: ScheduleRetries,
  schedules: readonly FunctionSchedule[],
): ScheduleGroup {
  if (!('deadLetters' in to.whenFailing)) throw new Error('a scheduled function has retries');
  const { deadLetters } = to.whenFailing;
  const deadLetterConfig = { arn: deadLetters.queueArn };
  const scheduleGroup = new ScheduleGroup(scope, 'Group', { removalPolicy: RemovalPolicy.DESTROY });
  const arn = to.lambda.functionArn;
  const role = scheduleRole(scope, arn, scheduleGroup, deadLetters);
  for (const { id, scheduleName, expression, timeZone, timeWindow, input } of schedules) {
    new Schedule(scope, id, {
      scheduleName,
      scheduleGroup,
      schedule: ScheduleExpression.expression(expression, timeZone),
      timeWindow,
      target: {
        bind: () => ({
          arn,
          role,
          input: ScheduleTargetInput.fromObject(input),
          retryPolicy,
          deadLetterConfig,
        }),
      },
    });
  }
  return scheduleGroup;
}

/**
 * May invoke exactly this function, put aside what it could not, and be assumed only for schedules of this group. The policy is
 * part of the role: as a resource of its own it could come after the first schedule fires. Written
 * out, because `LambdaInvoke` and `grantInvoke` add every version of the function with a wildcard.
 */
function scheduleRole(
  scope: Construct,
  functionArn: string,
  group: ScheduleGroup,
  deadLetters: DeadLetters,
): Role {
  return new Role(scope, 'Role', {
    assumedBy: new ServicePrincipal('scheduler.amazonaws.com', {
      conditions: {
        StringEquals: {
          'aws:SourceAccount': Stack.of(scope).account,
          'aws:SourceArn': group.scheduleGroupArn,
        },
      },
    }),
    inlinePolicies: {
      InvokeFunction: new PolicyDocument({
        statements: [
          new PolicyStatement({
            actions: ['lambda:InvokeFunction'],
            resources: [functionArn],
          }),
          deadLetters.send(),
        ],
      }),
    },
  });
}
