import { setTimeout as pause } from 'node:timers/promises';
import { type AttributeValue, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { HOUR_MS, MINUTE_MS } from '../../functions/core/ledger/durations.ts';
import { loopbackServer } from '../functions/adapters/http/loopback-server.ts';
import { START_MS } from '../support/falling-wallet.ts';
import type { World } from '../support/world.ts';
import { type Deployment, startDeployment } from './deployment.ts';
import { always, type Fault } from './faults.ts';
import { brokenInvariants } from './invariants.ts';
import type { Ledger } from './ledger.ts';
import type { Ended } from './sandboxes.ts';

const QUARTER_MS = 15 * MINUTE_MS;
const away = always('failing', 'slack');

/** What chance seldom meets, by name. */
describe('the deployed functions', () => {
  let deployment: Deployment;
  let world: World;
  let ledger: Ledger;
  beforeAll(async () => {
    deployment = await startDeployment(15);
  });
  afterAll(() => deployment.close());
  beforeEach(() => enter(1_000, 96));

  async function enter(balance: number, perDay: number): Promise<void> {
    deployment.clock.set(START_MS, 1);
    ({ world, ledger } = await deployment.enter({ startMs: START_MS, balance, perDay }));
  }

  function poll(atMs: number, faults: readonly Fault[] = [], skewMs = 0): Promise<Ended> {
    deployment.clock.set(atMs);
    return deployment.functions.poll.invoke({ wallet: 'main' }, { skewMs, faults });
  }

  async function polls(fromMs: number, count: number, everyMs: number, faults: Fault[] = []) {
    const states: string[] = [];
    for (let at = 0; at < count; at++) {
      states.push((await poll(fromMs + at * everyMs, faults)).state);
    }
    return states;
  }

  const broken = () => brokenInvariants(world, ledger, deployment.clock.now());
  const kindsBySns = () => ledger.sns.map(({ event }) => String(event.kind));

  it('outlive an outage of Slack of 2.6 days', async () => {
    await enter(30, 48);
    const states = await polls(START_MS, 63, HOUR_MS, [away]);
    expect(states.filter((state) => state !== 'answered').length).toBeLessThanOrEqual(2);
    world.simulator.wallet.topUp(START_MS + 63 * HOUR_MS, 400);
    const after = await polls(START_MS + 63 * HOUR_MS + QUARTER_MS, 10, HOUR_MS);
    expect(new Set(after)).toEqual(new Set(['answered']));
    expect(kindsBySns()).toContain('delivery-failed');
    expect(kindsBySns().filter((kind) => kind === 'depleted')).toHaveLength(
      [...ledger.decided.values()].filter(({ alert }) => alert.kind === 'depleted').length,
    );
    expect(ledger.slack.length).toBeGreaterThan(0);
    expect(await broken()).toEqual([]);
  });

  const dying: Fault = { kind: 'kill-after', service: 'sns', first: 0, last: 0 };
  it.each<[string, readonly Fault[][]]>([
    ['Slack answers 503 for five minutes', [[away], [away], [away]]],
    ['its first run dies and Slack is away', [[dying, away], [away]]],
  ])('bring the digest to Slack, though %s', async (_, runs) => {
    await polls(START_MS, 6, HOUR_MS);
    const scheduledMs = START_MS + 6 * HOUR_MS;
    const event = { scheduledAt: new Date(scheduledMs).toISOString() };
    for (const [at, faults] of runs.entries()) {
      deployment.clock.set(scheduledMs + at * 2 * MINUTE_MS);
      await deployment.functions.digest.invoke(event, { skewMs: 0, faults });
    }
    expect(ledger.slack).toEqual([]);
    expect(new Set(await polls(scheduledMs + QUARTER_MS, 8, QUARTER_MS))).toEqual(
      new Set(['answered']),
    );
    expect(ledger.slack.length).toBe(1);
    expect(ledger.sns.length).toBeGreaterThan(0);
    expect(await broken()).toEqual([]);
  });

  it.each<[string, Record<string, AttributeValue | undefined>]>([
    ['no version', { version: undefined }],
    ['a textual version', { version: { S: 'abc' } }],
    ['no spend', { spend: undefined }],
    ['a textual spend', { spend: { S: 'abc' } }],
    ['noise in the spend', { spend: { B: new Uint8Array(64).fill(7) } }],
    ['a textual outbox', { outbox: { S: 'abc' } }],
    ['a textual memory', { memory: { S: 'abc' } }],
    ['a textual watch', { watch: { S: 'abc' } }],
    ['a textual day', { today: { S: 'abc' } }],
    ['textual closed days', { closedDays: { S: 'abc' } }],
    ['a balance "abc"', { lastReading: lastReading({ S: 'abc' }) }],
    ['20 digits', { lastReading: lastReading({ N: '1'.repeat(20) }) }],
  ])('go on from a state with %s', async (_, spoilt) => {
    expect(await polls(START_MS, 3, HOUR_MS)).toEqual(['answered', 'answered', 'answered']);
    const { client, tableName: TableName } = world.table;
    const Key = { pk: { S: 'WALLET#main' }, sk: { S: 'STATE' } };
    const { Item = {} } = await client.send(new GetItemCommand({ TableName, Key }));
    const entries = Object.entries({ ...Item, ...spoilt });
    const found = entries.filter((one): one is [string, AttributeValue] => one[1] !== undefined);
    await client.send(new PutItemCommand({ TableName, Item: Object.fromEntries(found) }));
    expect(await polls(START_MS + 3 * HOUR_MS, 2, HOUR_MS)).toEqual(['answered', 'answered']);
    expect(await broken()).toEqual([]);
  });

  it('post nothing unmarked from a run that is thawed after 15 minutes', async () => {
    await enter(2.5, 48);
    await poll(START_MS);
    // Slack asks for a second; meanwhile the process stops at the record of what SNS has accepted.
    const frozen = await poll(START_MS + HOUR_MS, [
      { kind: 'throttled', service: 'slack', first: 0, last: 0 },
      { kind: 'freeze', service: 'dynamodb', operation: 'UpdateItem', first: 0, last: 0 },
    ]);
    expect(frozen.state).toBe('frozen');
    expect((await poll(START_MS + HOUR_MS + QUARTER_MS)).state).toBe('answered');
    if (frozen.state === 'frozen') await frozen.thaw();
    await polls(START_MS + 2 * HOUR_MS, 2, HOUR_MS);
    expect(kindsBySns()).toContain('depleted');
    expect(await broken()).toEqual([]);
  });

  it.each([
    ['2 minutes behind', -2 * MINUTE_MS, 0],
    ['right, beside one that is 3 minutes ahead', 0, 3 * MINUTE_MS],
    ['4 minutes behind, beside one that is 3 minutes ahead', -4 * MINUTE_MS, 3 * MINUTE_MS],
  ])('post nothing unmarked from a live run whose clock is %s', async (_, skewMs, otherSkewMs) => {
    await enter(2.5, 48);
    await poll(START_MS);
    // Slack asks for a second, and in that another run comes.
    const met = deployment.proxy.met();
    const busy: Fault = { kind: 'throttled', service: 'slack', first: 0, last: 0 };
    const waiting = poll(START_MS + HOUR_MS, [busy], skewMs);
    while (deployment.proxy.met() === met) await pause(5);
    const other = await poll(deployment.clock.now(), [], otherSkewMs);
    expect([other.state, (await waiting).state]).toEqual(['answered', 'answered']);
    await polls(START_MS + 2 * HOUR_MS, 2, HOUR_MS);
    expect(ledger.slack.filter(({ text }) => text.includes('empty')).length).toBeGreaterThan(0);
    expect(await broken()).toEqual([]);
  });

  it('post nothing unmarked from a run that failed and left a timer behind', async () => {
    await enter(2.5, 48);
    await poll(START_MS);
    const failed = await poll(START_MS + HOUR_MS, [
      { kind: 'throttled', service: 'slack', first: 0, last: 0 },
      always('throttled', 'dynamodb', 'UpdateItem'),
    ]);
    expect(failed.state).not.toBe('answered');
    const atMs = START_MS + HOUR_MS + QUARTER_MS;
    await Promise.all([poll(atMs), poll(atMs)]);
    await polls(START_MS + 2 * HOUR_MS, 2, HOUR_MS);
    expect(await broken()).toEqual([]);
  });

  it.each([5_000, HOUR_MS])(
    'add up where a poll commits after one that read %i ms later',
    async (laterMs) => {
      await polls(START_MS, 3, HOUR_MS);
      const read: Fault = { kind: 'freeze', service: 'smartlyq', first: 0, last: 0 };
      const first = await poll(START_MS + 4 * HOUR_MS, [read]);
      await poll(START_MS + 4 * HOUR_MS + laterMs);
      if (first.state === 'frozen') await first.thaw();
      await polls(START_MS + 6 * HOUR_MS, 3, HOUR_MS);
      expect(first.state).toBe('frozen');
      expect(await broken()).toEqual([]);
    },
  );

  it.each([0, 1])(
    'add up where a poll dies after write %i and an hour has no other',
    async (at) => {
      await polls(START_MS, 3, HOUR_MS);
      const dying: Fault = {
        kind: 'kill-after',
        service: 'dynamodb',
        operation: 'PutItem',
        first: at,
        last: at,
      };
      expect((await poll(START_MS + 3 * HOUR_MS, [dying])).state).toBe('killed');
      await polls(START_MS + 5 * HOUR_MS, 3, HOUR_MS);
      expect(await broken()).toEqual([]);
    },
  );

  it('forget nothing and invent nothing when a clock is a day ahead for one poll', async () => {
    await polls(START_MS, 3, HOUR_MS);
    await poll(START_MS + 3 * HOUR_MS, [], 24 * HOUR_MS);
    expect(await polls(START_MS + 4 * HOUR_MS, 30, HOUR_MS)).not.toContain('failed');
    expect(kindsBySns()).not.toContain('topped-up');
    expect(await broken()).toEqual([]);
  });

  it('read balances from 1e16 on to the last digit', async () => {
    const balances = ['900000000000000000.0001', '800000000000000000.0002', '700000000000000000'];
    let reads = 0;
    const vendor = await loopbackServer((response, _, { path }) => {
      const balance_sqc = path === '/me/balance' ? balances[reads++] : undefined;
      response
        .writeHead(200, { 'content-type': 'application/json' })
        .end(JSON.stringify({ success: true, data: { balance_sqc, currency: 'SQC' } }));
    });
    Object.assign(world.addresses, { smartlyq: vendor.url });
    expect(await polls(START_MS, 3, HOUR_MS)).toEqual(['answered', 'answered', 'answered']);
    expect([...ledger.recorded.values()]).toEqual(balances);
    expect((await broken()).filter((what) => !what.includes('never answered'))).toEqual([]);
  });

  it('mail every alert while Slack is dead and the outbox full', async () => {
    await enter(2.5, 2_400);
    for (let hour = 0; hour < 15; hour++) {
      const atMs = START_MS + hour * HOUR_MS;
      world.simulator.wallet.topUp(atMs, 90);
      await polls(atMs + MINUTE_MS, 2, 35 * MINUTE_MS, [away]);
    }
    // What is less severe than all that waits for Slack comes last.
    world.simulator.wallet.topUp(START_MS + 15 * HOUR_MS, 100_000);
    await polls(START_MS + 15 * HOUR_MS + MINUTE_MS, 2, HOUR_MS, [away]);
    const mailed = new Set(ledger.sns.map(({ event }) => event.id));
    const decided = [...ledger.decided.values()].filter(({ channels }) => channels.sns);
    const forSlack = decided.filter(({ channels }) => channels['slack:team']);
    expect(forSlack.length).toBeGreaterThan(20);
    expect(decided.filter(({ id }) => !mailed.has(`main#${id}`))).toEqual([]);
    expect(ledger.sns.at(-1)?.event).toMatchObject({ kind: 'topped-up', severity: 'info' });
  });
});

function lastReading(balance: AttributeValue): AttributeValue {
  return { M: { atMs: { N: String(START_MS + 2 * HOUR_MS) }, balance } };
}
