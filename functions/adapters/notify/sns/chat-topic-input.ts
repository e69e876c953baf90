import type { PublishCommandInput } from '@aws-sdk/client-sns';
import { amazonQNotification } from '../../../core/wording/channels/amazon-q.ts';
import type { Message } from '../../../core/wording/message.ts';
import { snsInput } from './sns-topic.ts';

/** Amazon Q reads one text for all subscribers, and no subject. */
export function chatTopicInput(message: Message, topicArn: string): PublishCommandInput {
  const { MessageAttributes } = snsInput(message, topicArn);
  const Message = JSON.stringify(amazonQNotification(message));
  return { TopicArn: topicArn, Message, MessageAttributes };
}
