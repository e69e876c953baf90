import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createDigestStore } from '../../../functions/adapters/table/digest-item.ts';
import { createWalletStore } from '../../../functions/adapters/table/wallet-store.ts';
import { step } from '../../../functions/core/decide/step.ts';
import { periodEnding } from '../../../functions/core/digest/digest-period.ts';
import { parseAmount } from '../../../functions/core/ledger/amount.ts';
import { DAY_MS, HOUR_MS } from '../../../functions/core/ledger/durations.ts';
import type { Reading } from '../../../functions/core/ledger/reading.ts';
import type { WalletState } from '../../../functions/core/state/wallet-state.ts';
import type { Message } from '../../../functions/core/wording/message.ts';
import { sendDigest } from '../../../functions/digest/send-digest.ts';
import { runSweep } from '../../../functions/sub-accounts/run-sweep.ts';
import type { SimulatedWorkspace } from '../../../simulator/workspaces.ts';
import { type AgencyWorld, startAgency, subAccount } from '../../support/agency-world.ts';
import { POLICY } from '../../support/falling-wallet.ts';

const START_MS = Date.parse('2026-11-01T00:00:00Z');
const DAYS = 10;

let world: AgencyWorld;
let workspaces: SimulatedWorkspace[];

/** Reads every sub-account every two hours for some days. */
async function watch(days: number): Promise<void> {
  const untilMs = world.nowMs + days * DAY_MS;
  for (; world.nowMs < untilMs; world.nowMs += 2 * HOUR_MS) await runSweep(world.deps);
}

/** The digest of the last 24 hours, as it would be mailed now. */
async function digest(): Promise<Message> {
  const { store: _, sweeps } = world.deps;
  const { client, tableName } = world.table;
  const got: Message[] = [];
  await sendDigest(periodEnding(world.nowMs, 'day', 'UTC'), {
    store: createWalletStore(client, tableName),
    sweeps,
    digests: createDigestStore(client, tableName, () => world.nowMs),
    wallets: [{ id: 'main', name: 'Agency', subAccounts: 'all' }],
    policyOf: () => POLICY,
    staleAfterMs: 4 * HOUR_MS,
    pollMinutes: 60,
    levelsDays: POLICY.levelsDays,
    timeZone: 'UTC',
    channels: [
      {
        name: 'sns',
        minSeverity: 'info',
        async send(message) {
          got.push(message);
          return { state: 'accepted' };
        },
      },
    ],
    alarms: 3,
    metricsAWallet: 0,
    timeoutMs: 60_000,
    clock: () => world.nowMs,
    log: world.deps.log,
  });
  const [message] = got;
  if (message === undefined) throw new Error('nothing was sent');
  return message;
}

/** The agency's own wallet, read by its own polls: these are not under test. */
async function readMain(): Promise<void> {
  const { store } = world.deps;
  let state: WalletState | undefined;
  for (let atMs = world.nowMs - 3 * DAY_MS; atMs < world.nowMs; atMs += HOUR_MS) {
    const reading: Reading = { atMs, balance: parseAmount('9000', 'SQC') };
    state = step(state, reading, POLICY, atMs).state;
  }
  const { version } = await store.load('main', world.nowMs);
  if (state) await store.saveState('main', { ...state, closedDays: [] }, version);
}

beforeAll(async () => {
  const calm = Array.from({ length: 3 }, (_, at) =>
    subAccount(101 + at, { startMs: START_MS, balance: 6_000 + 100 * at, perDay: 100 }),
  );
  const soon = subAccount(201, { startMs: START_MS, balance: 1_300, perDay: 100 });
  const unused = subAccount(202, { startMs: START_MS, balance: 0, perDay: 0 });
  workspaces = [...calm, soon, unused];
  world = await startAgency(START_MS, workspaces);
});
afterAll(() => world.close());

describe("an agency's digest, from what its sweeps have recorded", () => {
  it('tells on the first day of all of them as new, and of the one that was found empty', async () => {
    await watch(1);
    await readMain();
    const { mail, attributes } = await digest();
    expect(mail).toContain('  New         5 sub-accounts watched since Sun 1 Nov 00:00\n');
    expect(mail).toContain('  Found empty 1: Client 202\n');
    expect(mail).toMatch(/The watch itself: \d+ polls and 60 of sub-accounts/);
    expect(attributes.severity).toBe('info');
  });

  it('ranks by date who runs out first, and looks at it', async () => {
    await watch(DAYS - 1);
    await readMain();
    const { subject, mail, attributes, event } = await digest();
    expect(subject).toMatch(
      /^Look at Client 201 of Agency: runs out \w{3} 1\d Nov, about \d\d:00\.$/,
    );
    expect(attributes.severity).toBe('warning');
    expect(mail).toMatch(/Accounts {4}5: 1 runs out within 7 days, 1 within 3 days; 1 with an\n/);
    expect(mail).toMatch(
      /Dry first {3}Client 201 \(201\): \d+ SQC, \w{3} 1\d Nov, about \d\d:00\n/,
    );
    expect(mail).not.toContain('New  ');
    const [agency] = (event as { wallets: { subAccounts: object }[] }).wallets;
    expect(agency?.subAccounts).toMatchObject({ count: 5, needAttention: 1, foundEmpty: 1 });
  });

  it('tells who is gone, and who has joined', async () => {
    workspaces.shift();
    workspaces.push(subAccount(301, { startMs: world.nowMs, balance: 6_000, perDay: 10 }));
    await watch(1);
    await readMain();
    const { mail } = await digest();
    expect(mail).toContain('  New         1: Client 301\n');
    expect(mail).toContain('  Removed     1: Client 101\n');
  });
});
