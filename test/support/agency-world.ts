import { SNSClient } from '@aws-sdk/client-sns';
import type { LocalTable } from '../../cli/local/table.ts';
import { openLocalTable } from '../../cli/local/table.ts';
import { fixedSecret } from '../../functions/adapters/aws/secret-source.ts';
import { createSnsTopic } from '../../functions/adapters/notify/sns/sns-topic.ts';
import { createSmartlyqClient } from '../../functions/adapters/smartlyq/smartlyq-client.ts';
import { createSweepStore } from '../../functions/adapters/table/sweep-items.ts';
import { createWalletStore } from '../../functions/adapters/table/wallet-store.ts';
import { HOUR_MS } from '../../functions/core/ledger/durations.ts';
import { snsChannel } from '../../functions/engine/channels.ts';
import type { AgencyRuntime } from '../../functions/sub-accounts/agency.ts';
import { type Simulator, type SimulatorOptions, startSimulator } from '../../simulator/server.ts';
import { createSimulatedWallet } from '../../simulator/wallet.ts';
import type { SimulatedWorkspace } from '../../simulator/workspaces.ts';
import { POLICY } from './falling-wallet.ts';
import { LOCAL_AWS, startTopicWithQueue, type TopicWithQueue } from './topic-with-queue.ts';

const SILENT = { info: () => {}, warn: () => {}, error: () => {} };

/** An agency, and everything that a run over it talks to, with a clock that the test sets. */
export interface AgencyWorld {
  nowMs: number;
  readonly simulator: Simulator;
  readonly table: LocalTable;
  readonly topic: TopicWithQueue;
  readonly deps: AgencyRuntime;
  close(): Promise<void>;
}

/** A sub-account that burns `perDay` credits a day, one call an hour. */
export function subAccount(
  id: number,
  { startMs, balance, perDay }: { startMs: number; balance: number; perDay: number },
): SimulatedWorkspace {
  const cost = Math.round((perDay / 24) * 10_000);
  const spend = {
    perDay,
    stepAt: (atMs: number) => {
      const hourMs = Math.floor(atMs / HOUR_MS) * HOUR_MS;
      return { untilMs: hourMs + HOUR_MS, calls: [{ atMs: hourMs + HOUR_MS / 2, cost }] };
    },
  };
  const wallet = createSimulatedWallet({ startMs, balance, currency: 'SQC', spend });
  return { id, name: `Client ${id}`, wallet, createdMs: startMs };
}

export async function startAgency(
  startMs: number,
  workspaces: readonly SimulatedWorkspace[],
  more: Partial<AgencyRuntime> = {},
  simulated: Partial<SimulatorOptions> = {},
): Promise<AgencyWorld> {
  let world: AgencyWorld;
  const clock = () => world.nowMs;
  const spend = { perDay: 0, stepAt: () => ({ untilMs: Number.MAX_SAFE_INTEGER, calls: [] }) };
  const wallet = createSimulatedWallet({ startMs, balance: 9_000, currency: 'SQC', spend });
  const [table, topic, simulator] = await Promise.all([
    openLocalTable(),
    startTopicWithQueue(),
    startSimulator({ wallet, workspaces, clock, ...simulated }),
  ]);
  const sns = new SNSClient({ ...LOCAL_AWS, endpoint: topic.endpoint });
  world = {
    nowMs: startMs,
    simulator,
    table,
    topic,
    deps: {
      wallet: { id: 'main', name: 'Agency' },
      store: createWalletStore(table.client, table.tableName),
      sweeps: createSweepStore(table.client, table.tableName),
      vendor: createSmartlyqClient({
        baseUrl: simulator.url,
        apiKey: fixedSecret('sqk_live_agency0123456'),
        clock,
        allowLoopback: true,
        maxAttempts: 1,
      }),
      watched: 'all',
      channels: [snsChannel(createSnsTopic({ client: sns, topicArn: topic.topicArn }))],
      policy: POLICY,
      pollMinutes: 60,
      timeoutMs: 60_000,
      clock,
      log: SILENT,
      ...more,
    },
    async close() {
      await Promise.all([simulator.close(), topic.close(), table.close()]);
    },
  };
  return world;
}
