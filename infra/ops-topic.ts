import { ArnFormat, Stack, Validations } from 'aws-cdk-lib';
import type { Alarm } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription, LambdaSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { Construct } from 'constructs';
import type { DeadLetters } from './dead-letters.ts';

export interface OpsTopicProps {
  readonly emails: readonly string[];
}

/** Where faults of the watcher itself go: a topic of its own, because the alerts' way may be what is broken. */
export class OpsTopic extends Construct {
  readonly topicArn: string;
  private readonly topic: Topic;

  constructor(scope: Construct, id: string, { emails }: OpsTopicProps) {
    super(scope, id);
    this.topic = new Topic(this, 'Topic', { enforceSSL: true });
    this.topicArn = this.topic.topicArn;
    this.letAlarmsPublish();
    subscribeEmails(this.topic, emails, 'the alarm stays red until its cause is gone');
  }

  /** Sends an alarm here, and its end too: whoever was woken may sleep again. */
  notify(alarm: Alarm): void {
    const action = new SnsAction(this.topic);
    alarm.addAlarmAction(action);
    alarm.addOkAction(action);
  }

  /** Invokes a function with each change of an alarm; what SNS cannot hand over becomes a dead letter. */
  relayTo(lambda: IFunction, { queue }: DeadLetters): void {
    this.topic.addSubscription(new LambdaSubscription(lambda, { deadLetterQueue: queue }));
  }

  /** Enforcing SSL replaces the default policy, which is what usually lets alarms publish. */
  private letAlarmsPublish(): void {
    const { account } = Stack.of(this);
    const alarms = Stack.of(this).formatArn({
      service: 'cloudwatch',
      resource: 'alarm',
      resourceName: '*',
      arnFormat: ArnFormat.COLON_RESOURCE_NAME,
    });
    this.topic.addToResourcePolicy(
      new PolicyStatement({
        principals: [new ServicePrincipal('cloudwatch.amazonaws.com')],
        actions: ['sns:Publish'],
        resources: [this.topic.topicArn],
        conditions: {
          StringEquals: { 'aws:SourceAccount': account },
          ArnLike: { 'aws:SourceArn': alarms },
        },
      }),
    );
  }
}

/** @param kept where a mail that SNS gives up can still be seen */
export function subscribeEmails(topic: Topic, emails: readonly string[], kept: string): void {
  for (const email of emails) {
    Validations.of(topic.addSubscription(new EmailSubscription(email))).acknowledge({
      id: 'Serverless::Serverless-SNSRedrivePolicy',
      reason: `SNS tries mail again for hours by itself, and ${kept}; a queue would hold the failed copy where nobody looks.`,
    });
  }
}
