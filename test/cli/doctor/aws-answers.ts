import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { SchedulerClient } from '@aws-sdk/client-scheduler';
import { SSMClient } from '@aws-sdk/client-ssm';
import { answer, loopbackServer } from '../../functions/adapters/http/loopback-server.ts';
import { LOCAL_AWS } from '../../support/topic-with-queue.ts';

/**
 * AWS on loopback as far as an answer depends on nothing: the clients are real.
 * @param answers by operation ("DescribeTable"), or by path where the service has paths
 */
export async function awsWith(answers: Readonly<Record<string, object>>) {
  const asked: string[] = [];
  const { url } = await loopbackServer((response, turn, seen) => {
    const target = seen.headers['x-amz-target'];
    const operation =
      target === undefined ? (seen.path ?? '').split('?')[0] : String(target).split('.').at(-1);
    asked.push(operation ?? '');
    answer(200, answers[operation ?? ''] ?? {})(response, turn, seen);
  });
  const options = { ...LOCAL_AWS, endpoint: url, maxAttempts: 1 };
  return {
    asked,
    aws: {
      cloudwatch: new CloudWatchClient(options),
      dynamodb: new DynamoDBClient(options),
      lambda: new LambdaClient(options),
      scheduler: new SchedulerClient(options),
      ssm: new SSMClient(options),
    },
  };
}
