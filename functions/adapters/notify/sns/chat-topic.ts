import { createSnsTopic, type SnsTopic, type SnsTopicOptions } from './sns-topic.ts';

/** Names the topic in records and alerts. */
export const CHAT_TOPIC = 'amazon-q';

/** The topic that Amazon Q Developer in chat applications reads: its own format, and the attributes of the other one. */
export function createChatTopic(options: Omit<SnsTopicOptions, 'name' | 'inputOf'>): SnsTopic {
  return createSnsTopic({
    ...options,
    name: CHAT_TOPIC,
    // Read with the first message, so that a cold start does not pay for it.
    inputOf: async (message, topicArn) =>
      (await import('./chat-topic-input.ts')).chatTopicInput(message, topicArn),
  });
}
