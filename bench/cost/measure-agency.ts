import { openLocalTable } from '../../cli/local/table.ts';
import { fixedSecret } from '../../functions/adapters/aws/secret-source.ts';
import { createSmartlyqClient } from '../../functions/adapters/smartlyq/smartlyq-client.ts';
import { createSweepStore } from '../../functions/adapters/table/sweep-items.ts';
import { createWalletStore } from '../../functions/adapters/table/wallet-store.ts';
import { subAccountId } from '../../functions/core/agency/sub-account.ts';
import { MINUTE_MS } from '../../functions/core/ledger/durations.ts';
import { runSweep } from '../../functions/sub-accounts/run-sweep.ts';
import { startSimulator } from '../../simulator/server.ts';
import { createSimulatedWallet } from '../../simulator/wallet.ts';
import { agencyOf } from '../../simulator/workspaces.ts';
import { BENCH_POLICY, QUARTER_MS, quietPast } from '../world/past.ts';
import { writeHistory, writeState } from '../world/write-past.ts';
import { countUnits } from './count-units.ts';
import { readingBytes } from './reading-bytes.ts';

const AGENCY = 'agency';
const START_MS = Date.UTC(2026, 9, 1);
/** The first sweep lists all of them, and is not counted. */
const FIRST_MINUTES = 30;
const COUNTED_MINUTES = 60;

/** What the watch over an agency's sub-accounts uses in an hour. */
export interface AgencyUnits {
  /** Of the function, once a minute. */
  readonly runs: number;
  /** Balances of sub-accounts. */
  readonly readings: number;
  readonly readUnits: number;
  readonly writeUnits: number;
  /** Of our own log lines. */
  readonly logBytes: number;
  readonly bytesPerReading: number;
}

/**
 * Runs once a minute over sub-accounts that have been watched for 28 days and spend as usual, behind the
 * vendor's lowest allowance, of which the sweeps take half.
 */
export async function measureAgency(
  subAccounts: number,
  pollMinutes: number,
): Promise<AgencyUnits> {
  let nowMs = START_MS;
  const clock = () => nowMs;
  const workspaces = agencyOf({ subAccounts, seed: 1 }, START_MS - QUARTER_MS);
  const spend = { perDay: 0, stepAt: () => ({ untilMs: Number.MAX_SAFE_INTEGER, calls: [] }) };
  const wallet = createSimulatedWallet({
    startMs: START_MS,
    balance: 9_000,
    currency: 'SQC',
    spend,
  });
  const [table, simulator] = await Promise.all([
    openLocalTable(),
    startSimulator({ wallet, workspaces, clock, shape: 'older' }),
  ]);
  const past = quietPast(28, START_MS - QUARTER_MS);
  for (const { id, wallet: theirs } of workspaces) {
    const known = Number(past.state.series?.lastReading.balance.decimal);
    theirs.topUp(START_MS - QUARTER_MS, Math.max(1, known - Number(theirs.balanceAt(START_MS))));
    const which = subAccountId(AGENCY, String(id));
    await writeHistory(table, which, { readings: past.readings.slice(-4), days: [] });
    await writeState(table, which, past);
  }
  const counted = countUnits(table.client);
  const used = { runs: 0, readings: 0, logBytes: 0 };
  const write = (message: string, facts: object) => {
    if (counted.isCounted) {
      used.logBytes += Buffer.byteLength(JSON.stringify({ message, ...facts }));
    }
  };
  const deps = {
    wallet: { id: AGENCY, name: 'Agency' },
    store: createWalletStore(table.client, table.tableName),
    sweeps: createSweepStore(table.client, table.tableName),
    vendor: createSmartlyqClient({
      baseUrl: simulator.url,
      apiKey: fixedSecret('sqk_live_0123456789'),
      clock,
      allowLoopback: true,
      maxAttempts: 1,
    }),
    watched: 'all' as const,
    channels: ['sns', 'slack'].map((name) => ({
      name,
      minSeverity: 'info' as const,
      send: async () => ({ state: 'accepted' as const }),
    })),
    policy: BENCH_POLICY,
    pollMinutes,
    timeoutMs: MINUTE_MS,
    clock,
    log: { info: write, warn: write, error: write },
  };
  const countFromMs = START_MS + FIRST_MINUTES * MINUTE_MS;
  for (; nowMs < countFromMs + COUNTED_MINUTES * MINUTE_MS; nowMs += MINUTE_MS) {
    counted.isCounted = nowMs >= countFromMs;
    const report = await runSweep(deps);
    if (!counted.isCounted) continue;
    used.runs++;
    used.readings += report?.read ?? 0;
  }
  const bytesPerReading = await readingBytes(table);
  await Promise.all([table.close(), simulator.close()]);
  const hours = COUNTED_MINUTES / 60;
  const { readUnits, writeUnits } = counted;
  return {
    runs: used.runs / hours,
    readings: used.readings / hours,
    readUnits: readUnits / hours,
    writeUnits: writeUnits / hours,
    logBytes: used.logBytes / hours,
    bytesPerReading,
  };
}
