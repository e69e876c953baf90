import { BatchWriteItemCommand, ScanCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type LocalTable, openLocalTable } from '../../../cli/local/table.ts';
import { createSweepStore } from '../../../functions/adapters/table/sweep-items.ts';
import { createWalletStore } from '../../../functions/adapters/table/wallet-store.ts';
import { HOUR_MS, MINUTE_MS } from '../../../functions/core/ledger/durations.ts';
import type { Message } from '../../../functions/core/wording/message.ts';
import { deliverLeftovers } from '../../../functions/engine/deliver.ts';
import { startRun } from '../../../functions/engine/runtime.ts';
import type { AgencyRuntime } from '../../../functions/sub-accounts/agency.ts';
import { runSweep } from '../../../functions/sub-accounts/run-sweep.ts';
import { type AgencyWorld, startAgency, subAccount } from '../../support/agency-world.ts';
import { START_MS } from '../../support/falling-wallet.ts';

const SUB_WALLETS = ['main/421001', 'main/421002', 'main/421003'];
let world: AgencyWorld;
/** The hour in which two sub-accounts have something that can wait, and one has something that cannot. */
let dueMs = 0;
const tables: LocalTable[] = [];

beforeAll(async () => {
  world = await startAgency(START_MS, [
    subAccount(421_001, { startMs: START_MS, balance: 700, perDay: 100 }),
    subAccount(421_002, { startMs: START_MS, balance: 1_400, perDay: 200 }),
    subAccount(421_003, { startMs: START_MS, balance: 390, perDay: 100 }),
  ]);
  for (let hour = 0; hour < 72; hour++) {
    world.nowMs += HOUR_MS;
    await runSweep(world.deps);
  }
  expect(await world.topic.drain()).toEqual([]);
  dueMs = world.nowMs + HOUR_MS;
}, 30_000);
afterAll(async () => {
  await Promise.all([world.close(), ...tables.map((table) => table.close())]);
});

/** A copy of the agency in a table of its own. */
async function copyOfWorld(): Promise<LocalTable> {
  const { client, tableName } = world.table;
  const { Items = [] } = await client.send(new ScanCommand({ TableName: tableName }));
  const copy = await openLocalTable();
  tables.push(copy);
  for (let at = 0; at < Items.length; at += 25) {
    const puts = Items.slice(at, at + 25).map((Item) => ({ PutRequest: { Item } }));
    await copy.client.send(new BatchWriteItemCommand({ RequestItems: { [copy.tableName]: puts } }));
  }
  return copy;
}

class Crash extends Error {}

/** Counts every call that leaves the process; at the n-th it dies, before or after the call had its effect. */
function mortal(dieAt: number, isAfter: boolean) {
  let calls = 0;
  const wrap = <T extends object>(part: T): T =>
    new Proxy(part, {
      get(target, name) {
        const value = Reflect.get(target, name);
        // Histories are read in pages, for a message's chart alone.
        if (typeof value !== 'function' || name === 'days') return value;
        return async (...given: unknown[]) => {
          calls += 1;
          if (calls > dieAt || (calls === dieAt && !isAfter)) throw new Crash();
          const answer = await value.apply(target, given);
          if (calls === dieAt) throw new Crash();
          return answer;
        };
      },
    });
  return { wrap, calls: () => calls };
}

async function trial(dieAt: number, isAfter: boolean) {
  const { client, tableName } = await copyOfWorld();
  const heard: Message[] = [];
  let nowMs = dueMs;
  const deps: AgencyRuntime = {
    ...world.deps,
    store: createWalletStore(client, tableName),
    sweeps: createSweepStore(client, tableName),
    clock: () => nowMs,
    channels: [
      {
        name: 'sns',
        minSeverity: 'info',
        send: async (message) => {
          heard.push(message);
          return { state: 'accepted' };
        },
      },
    ],
  };
  world.nowMs = dueMs;
  const { wrap, calls } = mortal(dieAt, isAfter);
  const ended = await runSweep({
    ...deps,
    store: wrap(deps.store),
    sweeps: wrap(deps.sweeps),
    channels: deps.channels.map(wrap),
  }).then(
    () => 'lived',
    (error: unknown) => {
      expect(error).toBeInstanceOf(Crash);
      return 'died';
    },
  );
  // The vendor's clock goes on as well; two sweeps later all is told.
  for (let minute = 0; minute < 90; minute += 6) {
    nowMs += 6 * MINUTE_MS;
    world.nowMs = nowMs;
    await runSweep(deps);
    const run = startRun(deps);
    await deliverLeftovers(await deps.store.load('main', nowMs - run.recentMs), run);
  }
  return { ended, calls: calls(), heard, deps };
}

/** What the balance fell by, less what the history says was spent: 0 where no reading is missing. */
async function unexplained({ store }: AgencyRuntime, wallet: string): Promise<number> {
  const kept = await Array.fromAsync(store.readings(wallet, START_MS, world.nowMs));
  const balances = kept.map(({ reading }) => Number(reading.balance.decimal));
  const spent = kept.reduce((sum, { spend }) => sum + Number(spend?.decimal ?? 0), 0);
  return (balances[0] ?? Number.NaN) - (balances.at(-1) ?? Number.NaN) - spent;
}

/** What each message told, "main/421001 runway": those in a group one by one. */
function notifiedBy(message: Message): string[] {
  const { members } = message.event as { members?: { wallet: { id: string }; kind: string }[] };
  const { wallet, kind } = message.attributes;
  return members?.map((member) => `${member.wallet.id} ${member.kind}`) ?? [`${wallet} ${kind}`];
}

it('loses nothing and repeats nothing unmarked, wherever a run dies', {
  timeout: 120_000,
}, async () => {
  const whole = await trial(Number.POSITIVE_INFINITY, false);
  expect(whole.ended).toBe('lived');
  const expected = whole.heard.flatMap(notifiedBy).toSorted();
  expect(expected).toEqual(['main/421001 runway', 'main/421002 runway', 'main/421003 runway']);
  expect(whole.heard).toHaveLength(2);
  expect(whole.calls).toBeGreaterThan(30);

  for (let side = 0; side < 2 * whole.calls; side++) {
    const call = 1 + (side >> 1);
    const isAfter = side % 2 === 1;
    const { ended, heard, deps } = await trial(call, isAfter);
    const at = `the run that died ${isAfter ? 'after' : 'before'} its call ${call} of ${whole.calls}`;
    expect(ended, at).toBe('died');
    const first = heard.filter(({ event }) => event.possibleRepeat !== true);
    const all = heard.flatMap(notifiedBy);
    for (const one of expected) expect(all, at).toContain(one);
    expect(first.flatMap(notifiedBy).toSorted(), at).toEqual(
      [...new Set(first.flatMap(notifiedBy))].toSorted(),
    );
    for (const wallet of SUB_WALLETS) {
      expect((await deps.store.load(wallet, 0)).state?.outbox, at).toEqual([]);
      expect(await unexplained(deps, wallet), at).toBeCloseTo(0, 6);
    }
    expect((await deps.sweeps.load('main')).sweep, at).not.toHaveProperty('group');
  }
});
