import { afterEach, describe, expect, it } from 'vitest';
import { type LocalTable, openLocalTable } from '../../cli/local/table.ts';
import { createLocalTopic } from '../../cli/local/topic.ts';
import { fixedSecret } from '../../functions/adapters/aws/secret-source.ts';
import { createSmartlyqClient } from '../../functions/adapters/smartlyq/smartlyq-client.ts';
import { createSweepStore } from '../../functions/adapters/table/sweep-items.ts';
import { createWalletStore } from '../../functions/adapters/table/wallet-store.ts';
import { subAccountId } from '../../functions/core/agency/sub-account.ts';
import { MINUTE_MS } from '../../functions/core/ledger/durations.ts';
import { snsChannel } from '../../functions/engine/channels.ts';
import { pollWallet } from '../../functions/poll/poll-wallet.ts';
import { runSweep } from '../../functions/sub-accounts/run-sweep.ts';
import { dailyRhythm } from '../../simulator/daily-rhythm.ts';
import { randomFrom } from '../../simulator/random.ts';
import { type Simulator, startSimulator } from '../../simulator/server.ts';
import { createSimulatedWallet } from '../../simulator/wallet.ts';
import { agencyOf } from '../../simulator/workspaces.ts';
import { POLICY } from '../support/falling-wallet.ts';

const START_MS = Date.UTC(2026, 10, 2, 9, 0, 7);
const SUB_ACCOUNTS = 200;
const LIMIT = 60;
const POLL_MINUTES = 15;
/** A real answer takes that long; no answer comes twice at the same time. */
const ANSWER_MS = 120;
/** Our own requests are told from those of the owner's product by their key; both share one allowance. */
const OURS = 'sqk_live_runway01';
const OWNERS = 'sqk_live_product1';
const SILENT = { info: () => {}, warn: () => {}, error: () => {} };

let simulator: Simulator | undefined;
let table: LocalTable | undefined;
afterEach(() => Promise.all([simulator?.close(), table?.close()]));

interface Fleet {
  /** Longest time without a recorded reading of any sub-account, from the start to the end. */
  readonly longestGapMs: number;
  /** Sub-accounts with a reading. */
  readonly read: number;
  /** Readings recorded, and how often the agency's own wallet was polled. */
  readonly readings: number;
  readonly ownPolls: number;
  readonly messages: number;
  /** Requests of ours in one window, polls of the agency's own wallet included. */
  readonly mostInAWindow: number;
  readonly refused: number;
  readonly requests: number;
}

/**
 * An hour of one-minute schedules over the sub-accounts, and of the agency's own polls, each some seconds early or
 * late, beside a product that asks as well.
 */
async function anHour(options: {
  readonly ownersPerMinute: number;
  readonly jitterMs: number;
  readonly seed: number;
}): Promise<Fleet> {
  const { ownersPerMinute, jitterMs, seed } = options;
  let nowMs = START_MS;
  const clock = () => nowMs;
  const random = randomFrom(seed);
  const spend = dailyRhythm({ perDay: 60, seed });
  const workspaces = agencyOf({ subAccounts: SUB_ACCOUNTS, seed }, START_MS);
  const windows = new Map<number, number>();
  let refused = 0;
  let requests = 0;
  let messages = 0;
  let ownPolls = 0;
  let isOurs = true;
  simulator = await startSimulator({
    wallet: createSimulatedWallet({ startMs: START_MS, balance: 750, currency: 'SQC', spend }),
    workspaces,
    clock,
    ratePerMinute: LIMIT,
    apiKeys: [{ key: OURS }, { key: OWNERS }],
    onRequest: ({ outcome }) => {
      if (!isOurs) return;
      const window = Math.floor(nowMs / MINUTE_MS);
      windows.set(window, (windows.get(window) ?? 0) + 1);
      requests += 1;
      nowMs += ANSWER_MS;
      if (outcome === '429') refused += 1;
    },
  });
  table = await openLocalTable();
  const { url } = simulator;
  const vendor = createSmartlyqClient({
    baseUrl: url,
    clock,
    allowLoopback: true,
    maxAttempts: 1,
    apiKey: fixedSecret(OURS),
  });
  const store = createWalletStore(table.client, table.tableName);
  const write = () => {
    messages += 1;
  };
  const deps = {
    wallet: { id: 'main', name: 'Agency' },
    store,
    sweeps: createSweepStore(table.client, table.tableName),
    vendor,
    watched: 'all' as const,
    channels: [snsChannel(createLocalTopic({ write }))],
    policy: POLICY,
    pollMinutes: POLL_MINUTES,
    timeoutMs: 60_000,
    clock,
    log: SILENT,
  };

  async function ownersProduct(requested: number): Promise<void> {
    isOurs = false;
    const headers = { authorization: `Bearer ${OWNERS}` };
    for (let at = 0; at < requested; at++) {
      await (await fetch(`${url}/me/balance`, { headers })).arrayBuffer();
    }
    isOurs = true;
  }

  async function ownPoll(): Promise<void> {
    await pollWallet(deps);
    ownPolls += 1;
  }

  for (let run = 0; run < 60; run++) {
    nowMs = Math.max(nowMs, START_MS + run * MINUTE_MS + Math.floor(random() * jitterMs));
    await ownersProduct(Math.round(ownersPerMinute * random()));
    const isPolled = run % POLL_MINUTES === 0;
    const isPolledFirst = random() < 0.5;
    if (isPolled && isPolledFirst) await ownPoll();
    await runSweep(deps);
    if (isPolled && !isPolledFirst) await ownPoll();
  }

  let longestGapMs = 0;
  let read = 0;
  let readings = 0;
  for (const { id } of workspaces) {
    let lastMs = START_MS;
    const wallet = subAccountId('main', String(id));
    for await (const { reading } of store.readings(wallet, START_MS, nowMs + MINUTE_MS)) {
      longestGapMs = Math.max(longestGapMs, reading.atMs - lastMs);
      lastMs = reading.atMs;
      readings += 1;
    }
    longestGapMs = Math.max(longestGapMs, nowMs - lastMs);
    if (lastMs > START_MS) read += 1;
  }
  const mostInAWindow = Math.max(...windows.values());
  return { longestGapMs, read, readings, ownPolls, messages, mostInAWindow, refused, requests };
}

describe('an agency of 200 with one key at 60 requests a minute', () => {
  it.each([
    ['alone', 0, 0, 1],
    ['with runs that come up to 50 s late', 0, 50_000, 2],
    ['beside a product that asks up to 10 a minute', 10, 20_000, 3],
    ['beside a product that asks up to 20 a minute', 20, 50_000, 4],
  ])(
    'is read within 15 minutes, with half the allowance at most and never refused, %s',
    async (situation, ownersPerMinute, jitterMs, seed) => {
      const fleet = await anHour({ ownersPerMinute, jitterMs, seed });
      process.stderr.write(
        `${situation}: longest without a reading ${(fleet.longestGapMs / MINUTE_MS).toFixed(1)} min, ` +
          `at most ${fleet.mostInAWindow} of ${LIMIT} a window, ${fleet.refused} × 429; in an hour ` +
          `${fleet.requests} requests, ${fleet.readings} readings of ${fleet.read} sub-accounts, ` +
          `${fleet.ownPolls} polls of the agency, ${fleet.messages} messages\n`,
      );
      expect(fleet.read).toBe(SUB_ACCOUNTS);
      expect(fleet.longestGapMs).toBeLessThanOrEqual(15 * MINUTE_MS);
      expect(fleet.mostInAWindow).toBeLessThanOrEqual(LIMIT / 2);
      expect(fleet.refused).toBe(0);
    },
  );
});
