import { afterEach, describe, expect, it } from 'vitest';
import { dailyRhythm } from '../../cli/simulator/daily-rhythm.ts';
import { randomFrom } from '../../cli/simulator/random.ts';
import { type Simulator, startSimulator } from '../../cli/simulator/server.ts';
import { createSimulatedWallet } from '../../cli/simulator/wallet.ts';
import { agencyOf } from '../../cli/simulator/workspaces.ts';
import { fixedSecret } from '../../functions/adapters/secret-source.ts';
import { createSmartlyqClient } from '../../functions/adapters/smartlyq-client.ts';
import { type RoundCursor, readRound } from '../../functions/sub-wallets/read-round.ts';

const MINUTE_MS = 60_000;
const START_MS = Date.UTC(2026, 10, 2, 9, 0, 7);
const SUB_ACCOUNTS = 200;
const LIMIT = 60;
/** Our own requests are told from those of the owner's product by their key; both share one allowance. */
const OURS = 'sqk_live_runway01';
const OWNERS = 'sqk_live_product1';

let simulator: Simulator | undefined;
afterEach(() => simulator?.close());

interface Fleet {
  /** Longest time without a reading of any sub-account, from the start on. */
  readonly longestGapMs: number;
  readonly read: number;
  readonly mostInAWindow: number;
  readonly refused: number;
  readonly requests: number;
}

/** An hour of one-minute schedules, each a few seconds early or late, beside a product that asks as well. */
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
  const windows = new Map<number, number>();
  let refused = 0;
  let requests = 0;
  let isOurs = true;
  simulator = await startSimulator({
    wallet: createSimulatedWallet({ startMs: START_MS, balance: 750, currency: 'SQC', spend }),
    workspaces: agencyOf({ subAccounts: SUB_ACCOUNTS, seed }, START_MS),
    clock,
    ratePerMinute: LIMIT,
    apiKeys: [{ key: OURS }, { key: OWNERS }],
    onRequest: ({ outcome }) => {
      if (!isOurs) return;
      const window = Math.floor(nowMs / MINUTE_MS);
      windows.set(window, (windows.get(window) ?? 0) + 1);
      requests += 1;
      if (outcome === '429') refused += 1;
    },
  });
  const { url } = simulator;
  const vendor = { baseUrl: url, clock, allowLoopback: true, maxAttempts: 1 };
  const client = createSmartlyqClient({ ...vendor, apiKey: fixedSecret(OURS) });

  async function ownersProduct(requested: number): Promise<void> {
    isOurs = false;
    const headers = { authorization: `Bearer ${OWNERS}` };
    for (let at = 0; at < requested; at++) {
      await (await fetch(`${url}/me/balance`, { headers })).arrayBuffer();
    }
    isOurs = true;
  }

  const lastReadMs = new Map<string, number>();
  let longestGapMs = 0;
  let cursor: RoundCursor = {};
  for (let run = 0; run < 60; run++) {
    nowMs = START_MS + run * MINUTE_MS + Math.floor(random() * jitterMs);
    await ownersProduct(Math.round(ownersPerMinute * random()));
    const { rateLimit } = await client.readBalance();
    const round = await readRound({
      client: {
        listWorkspaces: () => client.listWorkspaces(),
        readWorkspaceWallet: (id) => {
          nowMs += 120; // a real answer takes that long
          return client.readWorkspaceWallet(id);
        },
      },
      watched: 'all',
      cursor,
      before: [rateLimit],
      deadlineMs: nowMs + 40_000,
      clock,
    });
    ({ cursor } = round);
    for (const { workspace, wallet } of round.readings) {
      const { atMs } = wallet.reading;
      longestGapMs = Math.max(longestGapMs, atMs - (lastReadMs.get(workspace.id) ?? START_MS));
      lastReadMs.set(workspace.id, atMs);
    }
  }
  for (const atMs of lastReadMs.values()) longestGapMs = Math.max(longestGapMs, nowMs - atMs);
  const mostInAWindow = Math.max(...windows.values());
  return { longestGapMs, read: lastReadMs.size, mostInAWindow, refused, requests };
}

describe('an agency of 200 with one key at 60 requests a minute', () => {
  it.each([
    ['alone', 0, 0, 1],
    ['with runs that come up to 50 s late', 0, 50_000, 2],
    ['beside a product that asks up to 10 a minute', 10, 20_000, 3],
    ['beside a product that asks up to 20 a minute', 20, 50_000, 4],
  ])(
    'is read within 15 minutes, with half the allowance at most and never refused, %s',
    async (_, ownersPerMinute, jitterMs, seed) => {
      const fleet = await anHour({ ownersPerMinute, jitterMs, seed });
      process.stderr.write(
        `${_}: longest without a reading ${(fleet.longestGapMs / MINUTE_MS).toFixed(1)} min, ` +
          `at most ${fleet.mostInAWindow} of ${LIMIT} a window, ${fleet.refused} × 429, ` +
          `${fleet.requests} requests in an hour\n`,
      );
      expect(fleet.read).toBe(SUB_ACCOUNTS);
      expect(fleet.longestGapMs).toBeLessThanOrEqual(15 * MINUTE_MS);
      expect(fleet.mostInAWindow).toBeLessThanOrEqual(LIMIT / 2);
      expect(fleet.refused).toBe(0);
    },
  );
});
