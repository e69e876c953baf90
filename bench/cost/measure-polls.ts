import { openLocalTable } from '../../cli/local/table.ts';
import { fixedSecret } from '../../functions/adapters/aws/secret-source.ts';
import { createSmartlyqClient } from '../../functions/adapters/smartlyq/smartlyq-client.ts';
import { createWalletStore } from '../../functions/adapters/table/wallet-store.ts';
import { MINUTE_MS } from '../../functions/core/ledger/durations.ts';
import { pollWallet } from '../../functions/poll/poll-wallet.ts';
import { dailyRhythm } from '../../simulator/daily-rhythm.ts';
import { startSimulator } from '../../simulator/server.ts';
import { createSimulatedWallet } from '../../simulator/wallet.ts';
import { countUnits } from './count-units.ts';
import { readingBytes } from './reading-bytes.ts';

const START_MS = Date.UTC(2026, 9, 1);

/** What a month of one wallet's polls uses, on average over its polls. */
export interface PollUnits {
  readonly polls: number;
  readonly readUnits: number;
  readonly writeUnits: number;
  /** Of our own log lines; those of the platform come on top. */
  readonly logBytes: number;
  /** Alerts in the month, each to every channel. */
  readonly alerts: number;
  /** Kept for each poll: a reading. */
  readonly bytesPerReading: number;
}

/**
 * Polls a wallet of the usual rhythm for 28 days, through the same use case as the function does, and
 * counts the units that the embedded table charges for. The last week counts: by then the state has grown.
 */
export async function measurePolls(pollMinutes: number): Promise<PollUnits> {
  const days = 28;
  let nowMs = START_MS;
  const clock = () => nowMs;
  const wallet = createSimulatedWallet({
    startMs: START_MS,
    balance: 1_000,
    currency: 'SQC',
    spend: dailyRhythm({ perDay: 60, seed: 1 }),
  });
  const [table, simulator] = await Promise.all([
    openLocalTable(),
    startSimulator({ wallet, clock, shape: 'older', ratePerMinute: 1e9 }),
  ]);
  const used = { polls: 0, logBytes: 0, alerts: 0 };
  const counted = countUnits(table.client);
  const write = (message: string, facts: object) => {
    if (counted.isCounted)
      used.logBytes += Buffer.byteLength(JSON.stringify({ message, ...facts }));
  };
  const deps = {
    wallet: { id: 'main', name: 'main' },
    store: createWalletStore(table.client, table.tableName),
    vendor: createSmartlyqClient({
      baseUrl: simulator.url,
      apiKey: fixedSecret('sqk_live_0123456789'),
      clock,
      allowLoopback: true,
    }),
    channels: ['sns', 'slack'].map((name) => ({
      name,
      minSeverity: 'info' as const,
      send: async () => {
        if (counted.isCounted && name === 'sns') used.alerts++;
        return { state: 'accepted' as const };
      },
    })),
    policy: { levelsDays: [7, 3, 1], timeZone: 'UTC' },
    pollMinutes,
    timeoutMs: 60_000,
    clock,
    log: { info: write, warn: write, error: write },
  };
  const endMs = START_MS + days * 24 * 60 * MINUTE_MS;
  for (; nowMs < endMs; nowMs += pollMinutes * MINUTE_MS) {
    counted.isCounted = nowMs >= endMs - 7 * 24 * 60 * MINUTE_MS;
    if (Number(wallet.balanceAt(nowMs)) < 60) wallet.topUp(nowMs, 750);
    await pollWallet(deps);
    if (counted.isCounted) used.polls++;
  }
  const bytesPerReading = await readingBytes(table);
  await Promise.all([table.close(), simulator.close()]);
  const each = (total: number) => total / used.polls;
  return {
    polls: used.polls,
    readUnits: each(counted.readUnits),
    writeUnits: each(counted.writeUnits),
    logBytes: each(used.logBytes),
    alerts: (used.alerts * 30) / 7,
    bytesPerReading,
  };
}
