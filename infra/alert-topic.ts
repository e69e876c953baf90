import type { Duration } from 'aws-cdk-lib';
import type { Metric } from 'aws-cdk-lib/aws-cloudwatch';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import { VARIABLES } from '../functions/settings/environment.ts';
import type { Access } from './bundled-function.ts';
import { subscribeEmails } from './ops-topic.ts';

export interface AlertTopicProps {
  readonly emails: readonly string[];
}

/** The fan-out of alerts: mail from the settings, and whatever else its owner subscribes. */
export class AlertTopic extends Construct {
  readonly topicArn: string;
  private readonly topic: Topic;

  constructor(scope: Construct, id: string, { emails }: AlertTopicProps) {
    super(scope, id);
    // No KMS key: alarms cannot publish under alias/aws/sns, and an own key costs more than all the rest.
    this.topic = new Topic(this, 'Topic', { enforceSSL: true });
    this.topicArn = this.topic.topicArn;
    subscribeEmails(this.topic, emails, 'every alert stands in the history');
  }

  /** Lets the function publish, and tells it where. */
  readonly publish: Access = (to) => {
    this.topic.grantPublish(to);
    to.addVariable(VARIABLES.topicArn, this.topicArn);
  };

  /** Messages that SNS gave up delivering, to whichever kind of subscriber. */
  failedMetric(period: Duration): Metric {
    return this.topic.metricNumberOfNotificationsFailed({ statistic: 'Sum', period });
  }

  /** Lets the function see who is subscribed: a mail that nobody confirmed is an alert that nobody gets. */
  readonly listSubscribers: Access = (to) => {
    to.allow(['sns:ListSubscriptionsByTopic'], this.topicArn);
  };
}
