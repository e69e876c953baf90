import { expect, it, onTestFinished } from 'vitest';
import { openLocalTable } from '../../../cli/local/table.ts';
import { createDigestStore } from '../../../functions/adapters/table/digest-item.ts';
import { createSweepStore } from '../../../functions/adapters/table/sweep-items.ts';
import { createWalletStore } from '../../../functions/adapters/table/wallet-store.ts';
import type { SendOutcome } from '../../../functions/core/alert/delivery.ts';
import { periodEnding } from '../../../functions/core/digest/digest-period.ts';
import { HOUR_MS, MINUTE_MS } from '../../../functions/core/ledger/durations.ts';
import type { Message } from '../../../functions/core/wording/message.ts';
import { type DigestRuntime, sendDigest } from '../../../functions/digest/send-digest.ts';
import type { Channel } from '../../../functions/engine/channels.ts';
import { deliverDigest } from '../../../functions/engine/deliver-digest.ts';
import { lastDigest } from '../../../functions/engine/last-digest.ts';
import type { PollRuntime } from '../../../functions/poll/poll-runtime.ts';
import { pollWallet } from '../../../functions/poll/poll-wallet.ts';
import { POLICY, reading, START_MS } from '../../support/falling-wallet.ts';

const SILENT = { info: () => {}, warn: () => {}, error: () => {} };
const AWAY: SendOutcome = { state: 'failed', reason: 'Slack answered 503', arrived: 'no' };
const DUE_MS = START_MS + 32 * HOUR_MS;
const TIMES = { every: 'day', at: '08:00', weekday: 'mon' } as const;
/** The digest's own run, and Lambda's retries of it. */
const RUNS_MS = [0, MINUTE_MS, 3 * MINUTE_MS];

async function scene() {
  const table = await openLocalTable();
  onTestFinished(() => table.close());
  const now = { ms: START_MS, isSlackAway: false };
  const clock = () => now.ms;
  const got: Record<string, Message[]> = { sns: [], 'slack:team': [] };
  const channel = (name: string): Channel => ({
    name,
    minSeverity: 'info',
    send: async (message) => {
      if (name !== 'sns' && now.isSlackAway) return AWAY;
      got[name]?.push(message);
      return { state: 'accepted' };
    },
  });
  const channels = [channel('sns'), channel('slack:team')];
  const store = createWalletStore(table.client, table.tableName);
  const digests = createDigestStore(table.client, table.tableName, clock);
  let reads = 0;
  const digestDeps: DigestRuntime = {
    store,
    sweeps: createSweepStore(table.client, table.tableName),
    digests,
    wallets: [{ id: 'main', name: 'main' }],
    policyOf: () => POLICY,
    staleAfterMs: 4 * HOUR_MS,
    pollMinutes: 15,
    levelsDays: POLICY.levelsDays,
    timeZone: 'UTC',
    channels,
    alarms: 2,
    metricsAWallet: 0,
    timeoutMs: 60_000,
    clock,
    log: SILENT,
  };
  const counted = {
    load: (id: string) => {
      reads += 1;
      return digests.load(id);
    },
  };
  const pollDeps: PollRuntime = {
    wallet: { id: 'main', name: 'main' },
    store,
    vendor: {
      readBalance: async () => ({ reading: reading(now.ms, 5_000), ignored: [], isTestKey: false }),
    },
    channels,
    digest: {
      lastDue: (doneId, nowMs) => lastDigest(doneId, nowMs, TIMES, 'UTC', counted),
      finish: async (id, deadlineMs) => {
        const { claim, version } = await digests.load(id);
        if (claim) await deliverDigest(claim, version, deadlineMs, digestDeps);
      },
    },
    policy: POLICY,
    pollMinutes: 15,
    timeoutMs: 60_000,
    clock,
    log: SILENT,
  };
  const pollUntil = async (untilMs: number) => {
    for (; now.ms < untilMs; now.ms += 15 * MINUTE_MS) await pollWallet(pollDeps);
  };
  await pollUntil(DUE_MS);
  const send = (deps = digestDeps) => sendDigest(periodEnding(DUE_MS, 'day', 'UTC'), deps);
  const digestsIn = (name: string) =>
    got[name]?.filter(({ attributes }) => attributes.kind === 'digest') ?? [];
  return { now, send, digestDeps, pollUntil, digestsIn, reads: () => reads, got };
}

it('a digest that Slack does not take for five minutes comes to it by a later poll, once', async () => {
  const { now, send, pollUntil, digestsIn, reads } = await scene();
  now.isSlackAway = true;
  for (const afterMs of RUNS_MS) {
    now.ms = DUE_MS + afterMs;
    await expect(send()).rejects.toThrow('not delivered yet');
  }
  now.ms = DUE_MS + 5 * MINUTE_MS;
  now.isSlackAway = false;
  await pollUntil(DUE_MS + 3 * HOUR_MS);
  expect(digestsIn('sns')).toHaveLength(1);
  expect(digestsIn('slack:team')).toHaveLength(1);

  // Once it is known to be done, quiet polls read nothing of it until the next is due.
  const before = reads();
  await pollUntil(DUE_MS + 24 * HOUR_MS);
  expect(reads()).toBe(before);
});

it('a digest whose first run dies while Slack is away comes to both, once', async () => {
  const { now, send, digestDeps, pollUntil, digestsIn } = await scene();
  now.ms = DUE_MS;
  const dying = {
    ...digestDeps,
    channels: digestDeps.channels.map((one) =>
      one.name === 'sns' ? one : { ...one, send: () => Promise.reject(new Error('died')) },
    ),
  };
  await expect(send(dying)).rejects.toThrow('died');
  now.isSlackAway = true;
  for (const afterMs of RUNS_MS.slice(1)) {
    now.ms = DUE_MS + afterMs;
    await expect(send()).rejects.toThrow('not delivered yet');
  }
  await pollUntil(DUE_MS + HOUR_MS);
  now.isSlackAway = false;
  await pollUntil(DUE_MS + 3 * HOUR_MS);
  expect(digestsIn('sns')).toHaveLength(1);
  expect(digestsIn('slack:team')).toHaveLength(1);
});
