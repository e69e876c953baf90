import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SNSClient } from '@aws-sdk/client-sns';
import { fixedSecret } from '../../functions/adapters/aws/secret-source.ts';
import { createSnsTopic } from '../../functions/adapters/notify/sns/sns-topic.ts';
import { createSmartlyqClient } from '../../functions/adapters/smartlyq/smartlyq-client.ts';
import { createWalletStore } from '../../functions/adapters/table/wallet-store.ts';
import type { Policy } from '../../functions/core/state/policy.ts';
import { postedChannel, snsChannel } from '../../functions/engine/channels.ts';
import type { Log } from '../../functions/engine/log.ts';
import type { PollRuntime } from '../../functions/poll/poll-runtime.ts';

import { LOCAL_AWS } from './topic-with-queue.ts';

export const SECRET_KEY = 'sqk_live_VERYSECRETKEY0123';
export const TIMEOUT_MS = 60_000;

/** Where the parts of a poll's world listen; plain data, so that a child process can be handed it. */
export interface WorldAddresses {
  readonly dynamodb: string;
  readonly tableName: string;
  readonly smartlyq: string;
  readonly sns: string;
  readonly topicArn: string;
  readonly slack: string;
}

/** The dependencies of a poll as its composition root builds them, pointed at loopback. */
export function pollDeps(
  world: WorldAddresses,
  clock: () => number,
  policy: Policy,
  log: Log,
  pollMinutes = 60,
): PollRuntime {
  return {
    wallet: { id: 'main', name: 'main' },
    store: createWalletStore(
      new DynamoDBClient({ ...LOCAL_AWS, endpoint: world.dynamodb }),
      world.tableName,
    ),
    vendor: createSmartlyqClient({
      baseUrl: world.smartlyq,
      apiKey: fixedSecret(SECRET_KEY),
      clock,
      allowLoopback: true,
    }),
    channels: [
      snsChannel(
        createSnsTopic({
          client: new SNSClient({ ...LOCAL_AWS, endpoint: world.sns }),
          topicArn: world.topicArn,
        }),
      ),
      postedChannel({
        type: 'slack',
        name: 'team',
        secret: fixedSecret(world.slack),
        allowLoopback: true,
      }),
    ],
    policy,
    pollMinutes,
    timeoutMs: TIMEOUT_MS,
    clock,
    log,
  };
}
