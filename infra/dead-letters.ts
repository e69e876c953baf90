import { Duration, Validations } from 'aws-cdk-lib';
import type { Metric, MetricOptions } from 'aws-cdk-lib/aws-cloudwatch';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';

/**
 * Takes every run that was given up: one that failed at each attempt, one that found no capacity until it was too
 * old, and one that Scheduler could not start. Nobody reads it but `doctor`, for the reason; what counts is that
 * something arrived. So one metric watches all functions and schedules.
 */
export class DeadLetters extends Construct {
  readonly queueArn: string;
  readonly queueUrl: string;
  readonly queue: Queue;

  constructor(scope: Construct, id: string) {
    super(scope, id);
    const queue = new Queue(this, 'Queue', {
      enforceSSL: true,
      retentionPeriod: Duration.days(14),
    });
    const reason = 'It is a dead-letter queue itself, which nobody takes messages out of.';
    Validations.of(queue).acknowledge(
      { id: 'AwsSolutions::AwsSolutions-SQS3', reason },
      { id: 'Serverless::Serverless-SQSRedrivePolicy', reason },
    );
    this.queue = queue;
    this.queueArn = queue.queueArn;
    this.queueUrl = queue.queueUrl;
  }

  /** Runs that were given up. A queue that was idle for six hours reports with up to 15 minutes of delay. */
  metric(options: MetricOptions): Metric {
    return this.queue.metricNumberOfMessagesSent({ statistic: 'Sum', ...options });
  }

  /** Lets AWS put a run here in the role of whom it was for. */
  send(): PolicyStatement {
    return new PolicyStatement({ actions: ['sqs:SendMessage'], resources: [this.queueArn] });
  }
}
