import { Duration, Stack } from 'aws-cdk-lib';
import {
  Alarm,
  type AlarmProps,
  ComparisonOperator,
  TreatMissingData,
} from 'aws-cdk-lib/aws-cloudwatch';
import type { ScheduleGroup } from 'aws-cdk-lib/aws-scheduler';
import { Construct } from 'constructs';
import type { AlertTopic } from './alert-topic.ts';
import type { BundledFunction } from './bundled-function.ts';
import type { DeadLetters } from './dead-letters.ts';
import type { OpsTopic } from './ops-topic.ts';

/** What can fail in a stack. */
export interface WatchedParts {
  readonly alerts: AlertTopic;
  readonly deadLetters: DeadLetters;
  readonly schedules: readonly WatchedSchedules[];
  /** All of the stack: each either has its lost runs among the dead letters, or gets an errors alarm. */
  readonly functions: readonly BundledFunction[];
}

export interface OpsAlarmsProps extends WatchedParts {
  readonly topic: OpsTopic;
  /** What `npm run -s runway -- COMMAND` needs after the command, with a space before it, or nothing. */
  readonly cliOptions: string;
}

/** A group whose schedules all have the same rhythm. */
export interface WatchedSchedules {
  /** A short clause, e.g. "polls are missing"; the stack's name is put before it. */
  readonly name: string;
  /** What it means for the wallets: one sentence. */
  readonly meaning: string;
  readonly group: ScheduleGroup;
  readonly count: number;
  /** Between two runs of a schedule. */
  readonly minutes: number;
}

/** Of these in a row, as many as `BREACHING` fire an alarm on missing runs: one good period does not hide the others. */
const PERIODS = 3;
const BREACHING = 2;
/** CloudWatch counts by the minute; shorter periods would judge single polls. */
const MIN_PERIOD_MINUTES = 10;

/**
 * Watches the watcher. CloudWatch charges $0.10 a month for each metric in an alarm, metric math or not
 * (https://aws.amazon.com/cloudwatch/pricing/, "alarm metrics", 24 November 2026): so what can fail in many places is
 * gathered before it is a metric, in one queue of dead letters, and a stack pays for four.
 */
export class OpsAlarms extends Construct {
  private readonly topic: OpsTopic;
  private readonly cliOptions: string;

  constructor(scope: Construct, id: string, props: OpsAlarmsProps) {
    super(scope, id);
    const { topic, alerts, deadLetters, schedules, functions, cliOptions } = props;
    this.topic = topic;
    this.cliOptions = cliOptions;
    const hour = Duration.hours(1);
    this.add('RunsLost', {
      alarmName: this.named('runs are lost'),
      alarmDescription: `In the last three hours a poll, a sweep of sub-accounts or a digest failed at every attempt or could not be started. A wallet may not be watched, or a digest was not sent; alerts that wait are kept and tried again. Run \`${this.command('doctor')}\`: it says which run was lost and why.`,
      metric: deadLetters.metric({ period: hour }),
      threshold: 1,
      // One of three: a fault that comes and goes is told once, not at every turn.
      evaluationPeriods: 3,
      datapointsToAlarm: 1,
    });
    for (const watched of schedules) this.watchRhythm(watched);
    this.add('AlertsNotDelivered', {
      alarmName: this.named('alerts are not delivered'),
      alarmDescription: `SNS gave up delivering an alert to a subscriber of the alert topic, such as an email address. Somebody may not hear that a wallet runs out. Run \`${this.command('doctor')}\`: it checks each address.`,
      metric: alerts.failedMetric(hour),
      threshold: 1,
      evaluationPeriods: 1,
    });
    for (const watched of functions) this.watchErrors(watched);
  }

  /**
   * Counts what Scheduler starts, so that a poll for a webhook does not stand in for a dead schedule. Two intervals a
   * period, because the flexible window can leave one empty; half of the runs, because a single wallet's dead schedule
   * is an alert of the other wallets' polls.
   */
  private watchRhythm({ name, meaning, group, count, minutes }: WatchedSchedules): void {
    const periodMinutes = Math.max(MIN_PERIOD_MINUTES, 2 * minutes);
    const expected = (count * periodMinutes) / minutes;
    this.add(`${group.node.scope?.node.id}Missing`, {
      alarmName: this.named(name),
      alarmDescription: `Fewer than half of the runs were started in ${BREACHING} of ${PERIODS} periods of ${periodMinutes} minutes. ${meaning} Run \`${this.command('doctor --fix')}\`: it checks the schedules and the functions, and repairs what it can.`,
      metric: group.metricAttempts({ statistic: 'Sum', period: Duration.minutes(periodMinutes) }),
      comparisonOperator: ComparisonOperator.LESS_THAN_THRESHOLD,
      threshold: expected / 2,
      evaluationPeriods: PERIODS,
      datapointsToAlarm: BREACHING,
      // Nothing at all is what a dead schedule looks like.
      treatMissingData: TreatMissingData.BREACHING,
    });
  }

  /** No throttles: where the account has no capacity left, polls are lost, too; where a cap holds off a flood, it should. */
  private watchErrors({ node, lambda, whenFailing }: BundledFunction): void {
    if ('deadLetters' in whenFailing) return;
    const { name, meaning, command, failuresAnHour } = whenFailing;
    const seen = failuresAnHour === 1 ? 'at least once' : `${failuresAnHour} times or more`;
    // Its logical id must not change with the text: an alarm of the same name could then not be replaced.
    this.add(`${node.id}Errors`, {
      alarmName: this.named(name),
      alarmDescription: `The function failed ${seen} within an hour. ${meaning} Run \`${this.command(command)}\`; the function's log says why it failed.`,
      metric: lambda.metricErrors({ statistic: 'Sum', period: Duration.hours(1) }),
      threshold: failuresAnHour,
      evaluationPeriods: 1,
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
    const alarm = new Alarm(this, id, {
      comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      treatMissingData: TreatMissingData.NOT_BREACHING,
      ...props,
    });
    this.topic.notify(alarm);
  }
}
