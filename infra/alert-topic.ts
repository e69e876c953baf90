import { Validations } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { Construct } from 'constructs';
import { VARIABLES } from '../functions/settings/environment.ts';
import type { BundledFunction } from './bundled-function.ts';

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
    for (const email of emails) {
      Validations.of(this.topic.addSubscription(new EmailSubscription(email))).acknowledge({
        id: 'Serverless::Serverless-SNSRedrivePolicy',
        reason:
          'SNS tries mail again for hours by itself, and every alert stands in the history; a queue would hold the failed copy where nobody looks.',
      });
    }
  }

  /** Lets the function publish, and tells it where. */
  grantPublish(to: BundledFunction): void {
    this.topic.grantPublish(to);
    to.addVariable(VARIABLES.topicArn, this.topicArn);
  }

  /** Lets the function see who is subscribed: a mail that nobody confirmed is an alert that nobody gets. */
  grantReadAfterSubscribers(to: BundledFunction): void {
    to.grantPrincipal.addToPrincipalPolicy(
      new PolicyStatement({
        actions: ['sns:ListSubscriptionsByTopic'],
        resources: [this.topicArn],
      }),
    );
  }
}
