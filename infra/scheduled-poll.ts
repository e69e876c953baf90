import { Duration, RemovalPolicy, Validations } from 'aws-cdk-lib';
import {
  Schedule,
  ScheduleExpression,
  ScheduleGroup,
  ScheduleTargetInput,
  TimeWindow,
} from 'aws-cdk-lib/aws-scheduler';
import { Construct } from 'constructs';
import { pollExpression } from '../functions/settings/schedules.ts';
import type { BundledFunction } from './bundled-function.ts';
import { scheduleRole } from './schedule-role.ts';

export interface ScheduledPollProps {
  readonly poll: BundledFunction;
  readonly walletIds: readonly string[];
  readonly pollMinutes: number;
}

/** One schedule per wallet, named after it, in a group of this stack's own. */
export class ScheduledPoll extends Construct {
  readonly groupName: string;

  constructor(scope: Construct, id: string, { poll, walletIds, pollMinutes }: ScheduledPollProps) {
    super(scope, id);
    retryCrashes(poll);
    const scheduleGroup = new ScheduleGroup(this, 'Group', {
      removalPolicy: RemovalPolicy.DESTROY,
    });
    this.groupName = scheduleGroup.scheduleGroupName;
    const role = scheduleRole(this, poll.lambda.functionArn, scheduleGroup);
    for (const wallet of walletIds) {
      new Schedule(this, wallet, {
        scheduleName: wallet,
        scheduleGroup,
        schedule: ScheduleExpression.expression(pollExpression(pollMinutes)),
        timeWindow: windowOf(pollMinutes),
        target: {
          bind: () => ({
            arn: poll.lambda.functionArn,
            role,
            input: ScheduleTargetInput.fromObject({ wallet }),
            // Scheduler's own default, 185 retries in 24 h, would replay stale polls.
            retryPolicy: { maximumRetryAttempts: 2, maximumEventAgeInSeconds: 600 },
          }),
        },
      });
    }
  }
}

/** Scheduler counts a crashed poll as delivered: trying again, after 1 and 2 minutes, is Lambda's part. */
function retryCrashes(poll: BundledFunction): void {
  poll.lambda.configureAsyncInvoke({ retryAttempts: 2, maxEventAge: Duration.minutes(10) });
  const reason =
    'The next scheduled poll supersedes a lost one: what must not be lost, an event of the vendor included, is in the table.';
  Validations.of(poll.lambda).acknowledge(
    { id: 'Serverless::Serverless-LambdaDLQ', reason },
    { id: 'Serverless::Serverless-LambdaAsyncFailureDestination', reason },
  );
}

/** Spreads the wallets of a stack over a third of the interval, at most 5 minutes. */
function windowOf(pollMinutes: number): TimeWindow {
  const minutes = Math.min(5, Math.floor(pollMinutes / 3));
  return minutes < 1 ? TimeWindow.off() : TimeWindow.flexible(Duration.minutes(minutes));
}
