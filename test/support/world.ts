import { type SlackStandIn, startSlackStandIn } from '../../cli/local/slack-stand-in.ts';
import { type LocalTable, openLocalTable } from '../../cli/local/table.ts';
import { DAY_MS, HOUR_MS } from '../../functions/core/ledger/durations.ts';
import { type Simulator, startSimulator } from '../../simulator/server.ts';
import { createSimulatedWallet } from '../../simulator/wallet.ts';
import type { WorldAddresses } from './poll-world.ts';
import { startTopicWithQueue, type TopicWithQueue } from './topic-with-queue.ts';

/** Everything a poll talks to, on loopback, with a clock that the test sets. */
export interface World {
  nowMs: number;
  readonly clock: () => number;
  readonly addresses: WorldAddresses;
  readonly simulator: Simulator;
  readonly table: LocalTable;
  readonly topic: TopicWithQueue;
  readonly slack: SlackStandIn;
  close(): Promise<void>;
}

/** A wallet that burns `perDay` credits a day, one call an hour. */
export async function startWorld(options: {
  readonly startMs: number;
  readonly balance: number;
  readonly perDay: number;
}): Promise<World> {
  const { startMs, balance, perDay } = options;
  const cost = Math.round((perDay / 24) * 10_000);
  const wallet = createSimulatedWallet({
    startMs,
    balance,
    currency: 'SQC',
    spend: {
      perDay,
      stepAt: (atMs) => {
        const hourMs = Math.floor(atMs / HOUR_MS) * HOUR_MS;
        return { untilMs: hourMs + HOUR_MS, calls: [{ atMs: hourMs + HOUR_MS / 2, cost }] };
      },
    },
  });
  const [table, topic, slack] = await Promise.all([
    openLocalTable(),
    startTopicWithQueue(),
    startSlackStandIn(),
  ]);
  let world: World;
  const clock = () => world.nowMs;
  const simulator = await startSimulator({
    wallet,
    clock,
    shape: 'older',
    ratePerMinute: DAY_MS,
  });
  world = {
    nowMs: startMs,
    clock,
    simulator,
    table,
    topic,
    slack,
    addresses: {
      dynamodb: table.endpoint,
      tableName: table.tableName,
      smartlyq: simulator.url,
      sns: topic.endpoint,
      topicArn: topic.topicArn,
      slack: slack.url,
    },
    async close() {
      await Promise.all([simulator.close(), slack.close(), topic.close(), table.close()]);
    },
  };
  return world;
}
