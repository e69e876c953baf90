import { Topic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import { VARIABLES } from '../functions/settings/environment.ts';
import type { Access } from './bundled-function.ts';

/**
 * A topic of its own for Amazon Q Developer in chat applications, which shows nothing but its own format. It subscribes
 * by itself where somebody adds the topic to a chat channel of its configuration.
 */
export class ChatTopic extends Construct {
  readonly topicArn: string;
  private readonly topic: Topic;

  constructor(scope: Construct, id: string) {
    super(scope, id);
    this.topic = new Topic(this, 'Topic', { enforceSSL: true });
    this.topicArn = this.topic.topicArn;
  }

  /** Lets the function publish, and tells it where. */
  readonly publish: Access = (to) => {
    this.topic.grantPublish(to);
    to.addVariable(VARIABLES.chatTopicArn, this.topicArn);
  };
}
