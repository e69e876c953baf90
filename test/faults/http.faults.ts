import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SNSClient } from '@aws-sdk/client-sns';
import { describe, expect, it, onTestFinished } from 'vitest';
import { fixedSecret } from '../../functions/adapters/aws/secret-source.ts';
import { createSnsTopic } from '../../functions/adapters/notify/sns/sns-topic.ts';
import { createSmartlyqClient } from '../../functions/adapters/smartlyq/smartlyq-client.ts';
import { TABLE_TIMEOUTS } from '../../functions/adapters/table/table-timeouts.ts';
import { createWalletStore } from '../../functions/adapters/table/wallet-store.ts';
import { HOUR_MS } from '../../functions/core/ledger/durations.ts';
import { postedChannel, snsChannel } from '../../functions/engine/channels.ts';
import type { PollRuntime } from '../../functions/poll/poll-runtime.ts';
import { pollWallet } from '../../functions/poll/poll-wallet.ts';
import { POLICY, START_MS } from '../support/falling-wallet.ts';
import { SECRET_KEY, TIMEOUT_MS } from '../support/poll-world.ts';
import { LOCAL_AWS } from '../support/topic-with-queue.ts';
import { startWorld } from '../support/world.ts';
import { PROXY_FAULTS, startFaultyProxy } from './faulty-proxy.ts';

const SILENT = { info: () => {}, warn: () => {}, error: () => {} };
/** The real limits are seconds; what is tried here is that there are limits. */
const SHORT_MS = 250;
const PARTS = ['dynamodb', 'smartlyq', 'sns', 'slack'] as const;
const ALERT_MS = START_MS + 3 * HOUR_MS;

/** A wallet that the next poll finds empty, with a proxy before each of its servers. */
async function aboutToBeEmpty() {
  const world = await startWorld({ startMs: START_MS, balance: 14, perDay: 96 });
  onTestFinished(() => world.close());
  const started = await Promise.all(
    PARTS.map(async (part) => [part, await startFaultyProxy(world.addresses[part])] as const),
  );
  const proxies = Object.fromEntries(started) as Record<
    (typeof PARTS)[number],
    (typeof started)[number][1]
  >;
  onTestFinished(async () => {
    await Promise.all(started.map(([, proxy]) => proxy.close()));
  });
  const { tableName, topicArn } = world.addresses;
  const { clock } = world;
  const fast = { attemptTimeoutMs: SHORT_MS, totalTimeoutMs: 2 * SHORT_MS };
  const slack = { timeoutMs: SHORT_MS, totalTimeoutMs: 2 * SHORT_MS };
  const deps: PollRuntime = {
    wallet: { id: 'main', name: 'main' },
    store: createWalletStore(
      new DynamoDBClient({
        ...LOCAL_AWS,
        endpoint: proxies.dynamodb.url,
        maxAttempts: 2,
        requestHandler: { ...TABLE_TIMEOUTS, requestTimeout: SHORT_MS },
      }),
      tableName,
    ),
    vendor: createSmartlyqClient({
      baseUrl: proxies.smartlyq.url,
      apiKey: fixedSecret(SECRET_KEY),
      clock,
      allowLoopback: true,
      ...fast,
    }),
    channels: [
      snsChannel(
        createSnsTopic({
          client: new SNSClient({ ...LOCAL_AWS, endpoint: proxies.sns.url, maxAttempts: 2 }),
          topicArn,
          timeoutMs: 2 * SHORT_MS,
        }),
      ),
      postedChannel({
        type: 'slack',
        name: 'team',
        secret: fixedSecret(proxies.slack.url),
        allowLoopback: true,
        ...slack,
      }),
    ],
    policy: POLICY,
    pollMinutes: 60,
    timeoutMs: TIMEOUT_MS,
    clock,
    log: SILENT,
  };
  for (const hour of [0, 1, 2]) {
    world.nowMs = START_MS + hour * HOUR_MS;
    await pollWallet(deps);
  }
  await world.topic.drain();
  world.slack.messages.length = 0;
  return { world, proxies, deps };
}

describe.each(PARTS)('a bad day of %s', (part) => {
  // Slack's status is its answer: a 200 from its own address, over TLS, counts as taken whatever its text.
  const faults = PROXY_FAULTS.filter((mode) => part !== 'slack' || mode !== 'garbling');
  it.each(faults)('%s: the alert comes to both, and a repeat says so', async (mode) => {
    const { world, proxies, deps } = await aboutToBeEmpty();
    proxies[part].mode = mode;
    for (const afterMs of [0, 60_000, 180_000]) {
      world.nowMs = ALERT_MS + afterMs;
      await pollWallet(deps).catch(() => undefined);
    }
    proxies[part].mode = 'passing';
    for (const hour of [1, 2]) {
      world.nowMs = ALERT_MS + hour * HOUR_MS;
      await pollWallet(deps);
    }
    const bySns = (await world.topic.drain())
      .filter(({ event }) => event.kind === 'depleted')
      .map(({ event }) => event.possibleRepeat);
    const bySlack = world.slack.messages
      .filter(({ text }) => text.includes('is empty'))
      .map(({ blocks }) => JSON.stringify(blocks).includes('possible repeat'));
    for (const marks of [bySns, bySlack]) {
      expect(marks.length).toBeGreaterThanOrEqual(1);
      expect(marks.slice(1)).toEqual(marks.slice(1).map(() => true));
    }
    const mayRepeat = mode === 'swallowing' || (mode === 'garbling' && part !== 'smartlyq');
    if (!mayRepeat) expect([bySns.length, bySlack.length]).toEqual([1, 1]);
    const store = createWalletStore(world.table.client, world.table.tableName);
    expect((await store.load('main', world.nowMs)).state?.outbox).toEqual([]);
  });
});
