import { SNSClient } from '@aws-sdk/client-sns';
import { expect, it, onTestFinished } from 'vitest';
import { exampleMessage } from '../../../../../cli/demo/all-kinds.ts';
import { createChatTopic } from '../../../../../functions/adapters/notify/sns/chat-topic.ts';
import { amazonQNotification } from '../../../../../functions/core/wording/channels/amazon-q.ts';
import { LOCAL_AWS, startTopicWithQueue } from '../../../../support/topic-with-queue.ts';

it('is sent the custom notification of Amazon Q as it stands, with attributes to filter by', async () => {
  const topic = await startTopicWithQueue();
  onTestFinished(() => topic.close());
  const client = new SNSClient({ ...LOCAL_AWS, endpoint: topic.endpoint });
  const channel = createChatTopic({ client, topicArn: topic.topicArn });
  const message = exampleMessage('runway');
  expect(channel.name).toBe('amazon-q');
  expect(await channel.send(message)).toMatchObject({ state: 'accepted' });
  const [delivered] = await topic.drain();
  expect(delivered?.event).toEqual(amazonQNotification(message));
  expect(delivered?.attributes).toMatchObject({ severity: 'warning', kind: 'runway' });
});
