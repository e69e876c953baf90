import { Duration, Stack } from 'aws-cdk-lib';
import {
  Alarm,
  type AlarmProps,
  ComparisonOperator,
  TreatMissingData,
} from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import type { BundledFunction } from './bundled-function.ts';
import type { OpsTopic } from './ops-topic.ts';

export interface OpsAlarmsProps {
  readonly topic: OpsTopic;
  readonly poll: BundledFunction;
  readonly pollMinutes: number;
}

/** Three intervals: one may be empty because the schedules have a window, and a vendor's hiccup fails one. */
const PERIODS = 3;
/** CloudWatch counts by the minute; shorter periods would judge single polls. */
const MIN_PERIOD_MINUTES = 5;

/** The watcher is watched. Each alarm costs $0.10 a month, so they are few. */
export class OpsAlarms extends Construct {
  private readonly topic: OpsTopic;
  private readonly period: Duration;

  constructor(scope: Construct, id: string, { topic, poll, pollMinutes }: OpsAlarmsProps) {
    super(scope, id);
    this.topic = topic;
    this.period = Duration.minutes(Math.max(MIN_PERIOD_MINUTES, pollMinutes));
    this.watchErrors('PollErrors', poll, 'polls fail');
    this.add('PollsMissing', {
      alarmName: this.named('polls are missing'),
      alarmDescription:
        'No wallet has been polled for three intervals, so no alert can come. Look at the schedules and at the concurrency of the poll function; doctor --fix repairs what it can.',
      metric: poll.lambda.metricInvocations({ statistic: 'Sum', period: this.period }),
      comparisonOperator: ComparisonOperator.LESS_THAN_THRESHOLD,
      threshold: 1,
      evaluationPeriods: PERIODS,
      // Nothing at all is what a dead schedule looks like.
      treatMissingData: TreatMissingData.BREACHING,
    });
  }

  /** Rings when a function has failed in three intervals in a row. */
  watchErrors(id: string, watched: BundledFunction, what: string): void {
    this.add(id, {
      alarmName: this.named(what),
      alarmDescription: `The function has failed in three intervals in a row: ${what}. Its log says why; alerts that are waiting stay in the history and are tried again.`,
      metric: watched.lambda.metricErrors({ statistic: 'Sum', period: this.period }),
      comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      threshold: 1,
      evaluationPeriods: PERIODS,
      treatMissingData: TreatMissingData.NOT_BREACHING,
    });
  }

  /** Alarms are named within the whole account: the stack's name keeps several stacks apart. */
  private named(what: string): string {
    return `${Stack.of(this).stackName}: ${what}`;
  }

  private add(id: string, props: AlarmProps): void {
    this.topic.hear(new Alarm(this, id, props));
  }
}
