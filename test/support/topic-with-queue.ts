import { CreateTopicCommand, SNSClient, SubscribeCommand } from '@aws-sdk/client-sns';
import {
  CreateQueueCommand,
  DeleteMessageBatchCommand,
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { buildApp } from 'fauxqs';

export interface DeliveredAlert {
  readonly event: Record<string, unknown>;
  readonly mail: string;
  readonly attributes: Record<string, string>;
}

export interface TopicWithQueue {
  readonly endpoint: string;
  readonly topicArn: string;
  readonly sns: SNSClient;
  /** What has been delivered since the last call, in order. */
  drain(): Promise<DeliveredAlert[]>;
  close(): Promise<void>;
}

export const LOCAL_AWS = {
  region: 'eu-west-1',
  credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
};

/** SNS on loopback with a queue subscribed to the topic, so that a test sees what really arrives. */
export async function startTopicWithQueue(): Promise<TopicWithQueue> {
  const app = buildApp({ logger: false });
  const endpoint = await app.listen({ host: '127.0.0.1', port: 0 });
  const sns = new SNSClient({ ...LOCAL_AWS, endpoint });
  const sqs = new SQSClient({ ...LOCAL_AWS, endpoint });
  const { TopicArn: topicArn = '' } = await sns.send(new CreateTopicCommand({ Name: 'alerts' }));
  const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: 'inbox' }));
  const { Attributes } = await sqs.send(
    new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['QueueArn'] }),
  );
  await sns.send(
    new SubscribeCommand({ TopicArn: topicArn, Protocol: 'sqs', Endpoint: Attributes?.QueueArn }),
  );

  return {
    endpoint,
    topicArn,
    sns,
    async drain() {
      const delivered: DeliveredAlert[] = [];
      for (;;) {
        const { Messages = [] } = await sqs.send(
          new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10 }),
        );
        if (Messages.length === 0) return delivered;
        delivered.push(...Messages.map(({ Body }) => deliveredAlert(Body ?? '')));
        await sqs.send(
          new DeleteMessageBatchCommand({
            QueueUrl,
            Entries: Messages.map(({ ReceiptHandle }, i) => ({ Id: String(i), ReceiptHandle })),
          }),
        );
      }
    },
    async close() {
      sns.destroy();
      sqs.destroy();
      await app.close();
    },
  };
}

/** The emulator hands on the whole structure of `MessageStructure: json`; AWS would pick one member of it. */
function deliveredAlert(body: string): DeliveredAlert {
  const { Message, MessageAttributes } = JSON.parse(body) as {
    Message: string;
    MessageAttributes: Record<string, { Value: string }>;
  };
  const said = JSON.parse(Message);
  // Without that structure all subscribers get one text.
  const structure: { default: string; email: string } =
    typeof said.default === 'string' ? said : { default: Message, email: '' };
  return {
    event: JSON.parse(structure.default),
    mail: structure.email,
    attributes: Object.fromEntries(
      Object.entries(MessageAttributes).map(([name, { Value }]) => [name, Value]),
    ),
  };
}
