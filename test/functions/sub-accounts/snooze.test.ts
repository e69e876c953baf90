import { afterEach, describe, expect, it } from 'vitest';
import { fixedSecret } from '../../../functions/adapters/aws/secret-source.ts';
import { createSnoozeStore } from '../../../functions/adapters/table/snooze-item.ts';
import { createWalletStore } from '../../../functions/adapters/table/wallet-store.ts';
import {
  createLinkSigner,
  createLinkVerifier,
} from '../../../functions/adapters/web/signed-links.ts';
import { HOUR_MS } from '../../../functions/core/ledger/durations.ts';
import { serveReport } from '../../../functions/report/serve-report.ts';
import type { AgencyRuntime } from '../../../functions/sub-accounts/agency.ts';
import { runSweep } from '../../../functions/sub-accounts/run-sweep.ts';
import { type AgencyWorld, startAgency, subAccount } from '../../support/agency-world.ts';
import { POLICY, START_MS } from '../../support/falling-wallet.ts';

const KEY = fixedSecret('k'.repeat(43));
const HOST = 'abc.lambda-url.eu-central-1.on.aws';

let world: AgencyWorld | undefined;
afterEach(() => world?.close());

/** "main/421001 floor": what each message was about, its members one by one. */
async function runUntilNotified(
  agency: AgencyWorld,
  deps: AgencyRuntime,
  maxHours: number,
): Promise<string[]> {
  for (let hour = 0; hour < maxHours; hour++) {
    agency.nowMs += HOUR_MS;
    await runSweep(deps);
    const notified = (await agency.topic.drain()).flatMap(({ event }) => {
      const members = event.members as (typeof event)[] | undefined;
      return (members ?? [event]).map(
        ({ wallet, kind, levelDays }) =>
          `${(wallet as unknown as { id: string }).id} ${kind}${levelDays === undefined ? '' : ` ${levelDays}`}`,
      );
    });
    if (notified.length > 0) return notified;
  }
  return [];
}

/** Opens an agency's link, the first sub-account's page from there, and posts its form. */
async function snoozeFirst(agency: AgencyWorld): Promise<void> {
  const { client, tableName } = agency.table;
  const deps = {
    links: createLinkVerifier(KEY, () => true),
    store: createWalletStore(client, tableName),
    sweeps: agency.deps.sweeps,
    snoozes: createSnoozeStore(client, tableName),
    wallets: [{ id: 'main', name: 'Agency', subAccounts: 'all' as const }],
    policyOf: () => POLICY,
    pollMinutes: 60,
    clock: () => agency.nowMs,
    log: agency.deps.log,
  };
  const claims = {
    purpose: 'snooze',
    wallet: 'main',
    expiresAtMs: agency.nowMs + HOUR_MS,
  } as const;
  const link = await createLinkSigner(KEY, `https://${HOST}/`).sign(claims);
  const token = new URL(link ?? '').searchParams.get('t') ?? '';
  const request = { method: 'GET', host: HOST, token, body: '' };
  const { body: page } = await serveReport(request, deps);
  const [, own = ''] = /href="\?t=([^"]*)"/.exec(page) ?? [];
  const until = String(agency.nowMs + 72 * HOUR_MS);
  const body = new URLSearchParams({ until, reason: 'topped up on Friday' }).toString();
  const { status } = await serveReport({ ...request, method: 'POST', token: own, body }, deps);
  expect(status).toBe(303);
}

describe('a snooze of a sub-account', () => {
  it("goes from its agency's page to silence of that one alone, until worse news breaks it", async () => {
    // The floor is between the levels of three days and of one.
    const policy = { ...POLICY, levelsDays: [3, 1], floor: 200 };
    const falling = [421_001, 421_002].map((id) =>
      subAccount(id, { startMs: START_MS, balance: 600, perDay: 100 }),
    );
    world = await startAgency(START_MS, falling, { policy });
    const { client, tableName } = world.table;
    const deps = { ...world.deps, snoozes: createSnoozeStore(client, tableName) };
    const [one, other] = ['main/421001', 'main/421002'];
    expect(await runUntilNotified(world, deps, 100)).toEqual([
      `${one} runway 3`,
      `${other} runway 3`,
    ]);
    await snoozeFirst(world);
    expect(await runUntilNotified(world, deps, 2)).toEqual([`${one} snoozed`]);
    expect(await runUntilNotified(world, deps, 48)).toEqual([`${other} floor`]);
    expect((await runUntilNotified(world, deps, 48)).sort()).toEqual([
      `${one} runway 1`,
      `${other} runway 1`,
    ]);
  });

  it('is announced as ended where a person ends it early, and what it muted is told', async () => {
    const policy = { ...POLICY, levelsDays: [3, 1], floor: 200 };
    const falling = [421_001, 421_002].map((id) =>
      subAccount(id, { startMs: START_MS, balance: 600, perDay: 100 }),
    );
    world = await startAgency(START_MS, falling, { policy });
    const { client, tableName } = world.table;
    const snoozes = createSnoozeStore(client, tableName);
    const deps = { ...world.deps, snoozes };
    const [one, other] = ['main/421001', 'main/421002'];
    await runUntilNotified(world, deps, 100);
    await snoozeFirst(world);
    await runUntilNotified(world, deps, 2);
    expect(await runUntilNotified(world, deps, 48)).toEqual([`${other} floor`]);
    const snooze = await snoozes.read(one);
    if (snooze === undefined) throw new Error('it was snoozed');
    expect(await snoozes.end(one, snooze, { atMs: world.nowMs, by: 'Ana' })).toBe(true);
    expect(await snoozes.end(one, snooze, { atMs: world.nowMs, by: 'Ben' })).toBe(false);
    expect((await runUntilNotified(world, deps, 2)).sort()).toEqual([
      `${one} floor`,
      `${one} resumed`,
    ]);
  });
});
