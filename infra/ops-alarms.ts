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
  /** Each gets an errors alarm; the poll is one of them. */
  readonly functions: readonly BundledFunction[];
  readonly pollMinutes: number;
  /** What `npm run -s runway -- COMMAND` needs after the command, with a space before it, or nothing. */
  readonly cliOptions: string;
}

/** Three intervals: one may be empty because the schedules have a window, and a vendor's hiccup fails one. */
const PERIODS = 3;
/** CloudWatch counts by the minute; shorter periods would judge single polls. */
const MIN_PERIOD_MINUTES = 5;

/**
 * Watches the watcher. Each alarm watches one metric for $0.10 a month; CloudWatch charges for the metrics in an
 * alarm, so one alarm on the sum of several functions would cost the same and not say which one fails.
 */
export class OpsAlarms extends Construct {
  private readonly topic: OpsTopic;
  private readonly period: Duration;
  private readonly cliOptions: string;

  constructor(scope: Construct, id: string, props: OpsAlarmsProps) {
    super(scope, id);
    const { topic, poll, functions, pollMinutes, cliOptions } = props;
    this.topic = topic;
    this.period = Duration.minutes(Math.max(MIN_PERIOD_MINUTES, pollMinutes));
    this.cliOptions = cliOptions;
    for (const watched of functions) this.watchErrors(watched);
    this.add('PollsMissing', {
      alarmName: this.named('polls are missing'),
      alarmDescription: `No wallet has been polled for three intervals, so no alert can be sent. Run \`${this.command('doctor --fix')}\`: it checks the schedules and the poll function, and repairs what it can.`,
      metric: poll.lambda.metricInvocations({ statistic: 'Sum', period: this.period }),
      comparisonOperator: ComparisonOperator.LESS_THAN_THRESHOLD,
      threshold: 1,
      evaluationPeriods: PERIODS,
      // Nothing at all is what a dead schedule looks like.
      treatMissingData: TreatMissingData.BREACHING,
    });
  }

  private watchErrors({ node, lambda, errorsAlarm }: BundledFunction): void {
    const { name, meaning, command, failuresAnHour } = errorsAlarm;
    const isScheduled = failuresAnHour === undefined;
    const seen = isScheduled
      ? 'The function failed in three intervals in a row.'
      : `The function failed ${failuresAnHour === 1 ? 'at least once' : `${failuresAnHour} times or more`} within an hour.`;
    // Its logical id must not change with the text: an alarm of the same name could then not be replaced.
    this.add(`${node.id}Errors`, {
      alarmName: this.named(name),
      alarmDescription: `${seen} ${meaning} Run \`${this.command(command)}\`; the function's log says why it failed.`,
      metric: lambda.metricErrors({
        statistic: 'Sum',
        period: isScheduled ? this.period : Duration.hours(1),
      }),
      comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      threshold: failuresAnHour ?? 1,
      evaluationPeriods: isScheduled ? PERIODS : 1,
      treatMissingData: TreatMissingData.NOT_BREACHING,
    });
  }

  private command(command: string): string {
    return `npm run -s runway -- ${command}${this.cliOptions}`;
  }

  /** Alarms are named within the whole account: the stack's name keeps several stacks apart. */
  private named(what: string): string {
    return `${Stack.of(this).stackName}: ${what}`;
  }

  private add(id: string, props: AlarmProps): void {
    this.topic.notify(new Alarm(this, id, props));
  }
}
