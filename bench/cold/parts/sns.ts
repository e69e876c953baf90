import { SNSClient } from '@aws-sdk/client-sns';
import { createSnsTopic } from '../../../functions/adapters/notify/sns/sns-topic.ts';

export const handler = createSnsTopic({ client: new SNSClient(), topicArn: 'part' }).send;
