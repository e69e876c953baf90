import { type AttributeValue, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  createWalletStore,
  type WalletStore,
} from '../../../functions/adapters/table/wallet-store.ts';
import { discrepanciesOf } from '../../../functions/core/ledger/discrepancies.ts';
import { DAY_MS, HOUR_MS } from '../../../functions/core/ledger/durations.ts';
import { pollWallet } from '../../../functions/poll/poll-wallet.ts';
import { POLICY, START_MS } from '../../support/falling-wallet.ts';
import { pollDeps } from '../../support/poll-world.ts';
import { startWorld, type World } from '../../support/world.ts';

type Item = Record<string, AttributeValue>;

const KEY = { pk: { S: 'WALLET#main' }, sk: { S: 'STATE' } };
const WARM_HOURS = 30;
/** The one attribute name that the SDK cannot write: it would set the request's prototype. */
const PROTOTYPE = '__proto__';

/** What somebody may have put in the place of a value. */
const junk = fc.oneof(
  fc.constantFrom<AttributeValue>(
    { S: 'abc' },
    { S: '' },
    { N: '99999999999999999999' },
    { N: '-1' },
    { NULL: true },
    { BOOL: true },
    { L: [] },
    { M: {} },
    { B: new Uint8Array([1, 2, 3]) },
    { S: '12345678901234567890' },
  ),
  fc
    .jsonValue({ maxDepth: 2 })
    .filter((value) => !hasTooSmall(value) && !JSON.stringify(value).includes(PROTOTYPE))
    .map((value): AttributeValue => {
      const { value: found = { NULL: true } } = marshall(
        { value },
        { allowImpreciseNumbers: true, removeUndefinedValues: true },
      );
      return found;
    }),
);

/** DynamoDB holds numbers from 1e-130 to 1e126 only. */
function hasTooSmall(value: unknown): boolean {
  if (typeof value === 'number')
    return Math.abs(value) > 1e100 || (value !== 0 && Math.abs(value) < 1e-100);
  if (typeof value !== 'object' || value === null) return false;
  return Object.values(value).some(hasTooSmall);
}

/** Every place in an item, as a path through its maps and lists. */
function pathsOf(value: AttributeValue, path: string[] = []): string[][] {
  const inner = value.M ? Object.entries(value.M) : Object.entries(value.L ?? []);
  return [path, ...inner.flatMap(([name, one]) => pathsOf(one, [...path, name]))];
}

function spoiled(
  value: AttributeValue,
  [name, ...rest]: string[],
  by?: AttributeValue,
): AttributeValue | undefined {
  if (name === undefined) return by;
  const entries = value.M ? Object.entries(value.M) : Object.entries(value.L ?? []);
  const next = entries.flatMap(([key, one]): [string, AttributeValue][] => {
    const after = key === name ? spoiled(one, rest, by) : one;
    return after === undefined ? [] : [[key, after]];
  });
  return value.M ? { M: Object.fromEntries(next) } : { L: next.map(([, one]) => one) };
}

describe('a state item', () => {
  let world: World;
  let store: WalletStore;
  let sound: Item;
  const warnings: string[] = [];
  const log = {
    info: () => {},
    warn: (message: string) => void warnings.push(message),
    error: () => {},
  };

  beforeAll(async () => {
    world = await startWorld({ startMs: START_MS, balance: 200, perDay: 96 });
    store = createWalletStore(world.table.client, world.table.tableName);
    for (let hour = 0; hour <= WARM_HOURS; hour++) await poll(hour);
    const { client, tableName } = world.table;
    sound = (await client.send(new GetItemCommand({ TableName: tableName, Key: KEY }))).Item ?? {};
    // As if an alert were still waiting, a day just closed and another channel in trouble.
    const alert = {
      kind: 'floor',
      severity: 'warning',
      atMs: START_MS,
      reason: 'below the floor',
      facts: {
        balance: { decimal: '49', currency: 'SQC' },
        burnPerDay: 96,
        forecastState: 'steady',
        runwayDays: { p10: 1, p50: 2, p90: 3 },
      },
    };
    const entry = {
      id: '2026-11-02T00:00:00.000Z#floor',
      alert,
      channels: { sns: { state: 'waiting', mayHaveArrived: false } },
      leaseUntilMs: START_MS,
    };
    const day = {
      date: '2026-11-01',
      spend: { decimal: '1', currency: 'SQC' },
      topUp: { decimal: '0', currency: 'SQC' },
      balance: { decimal: '250', currency: 'SQC' },
      readings: 3,
    };
    const { outbox, closedDays } = marshall({ outbox: [entry], closedDays: [day] });
    if (outbox && closedDays) sound = { ...sound, outbox, closedDays };
  });
  afterAll(() => world.close());

  async function poll(hour: number): Promise<void> {
    world.nowMs = START_MS + hour * HOUR_MS;
    await pollWallet(pollDeps(world.addresses, world.clock, POLICY, log));
  }

  async function pollsOver(item: Item): Promise<void> {
    const { client, tableName } = world.table;
    await client.send(new PutItemCommand({ TableName: tableName, Item: { ...item, ...KEY } }));
    await poll(WARM_HOURS + 1);
    const after = await store.load('main', START_MS);
    expect(after.unsound).toBeUndefined();
    expect(after.state?.series?.lastReading.atMs).toBe(world.nowMs);
    warnings.length = 0;
    await poll(WARM_HOURS + 2);
    expect(warnings).toEqual([]);
    expect((await store.load('main', START_MS)).unsound).toBeUndefined();
  }

  it('that is any JSON ends no poll, and the next finds a sound one', async () => {
    const anything = fc.dictionary(
      fc.oneof(
        fc.constantFrom('schema', 'version', 'spend', 'memory', 'watch', 'outbox', 'today'),
        fc.string({ minLength: 1 }).filter((name) => name !== PROTOTYPE),
      ),
      junk,
    );
    await fc.assert(
      fc.asyncProperty(anything, async (item) => {
        await pollsOver(item as Item);
      }),
      { numRuns: 60 },
    );
  });

  it('whose alerts cannot be read is said once on the channels', async () => {
    const kinds = async () => (await world.topic.drain()).map(({ event }) => event.kind);
    await kinds();
    await pollsOver({ ...sound, spend: { S: 'noise' } });
    expect(await kinds()).not.toContain('memory-lost');
    await pollsOver({ ...sound, memory: { S: 'noise' } });
    expect((await kinds()).filter((kind) => kind === 'memory-lost')).toHaveLength(1);
  });

  it('that was spoiled anywhere ends no poll, and the next finds a sound one', async () => {
    const paths = pathsOf({ M: sound }).filter(
      (path) => path.length > 0 && path[0] !== 'pk' && path[0] !== 'sk',
    );
    const spoilings = fc.array(
      fc.record({
        path: fc.constantFrom(...paths),
        by: fc.option(junk, { nil: undefined }),
      }),
      { minLength: 1, maxLength: 3 },
    );
    await fc.assert(
      fc.asyncProperty(spoilings, async (all) => {
        let item: AttributeValue = { M: sound };
        for (const { path, by } of all) item = spoiled(item, path, by) ?? item;
        await pollsOver(item.M ?? {});
      }),
      { numRuns: 150 },
    );
  });

  it('with noise in its spend is rebuilt, and the days still add up', async () => {
    const bytes = sound.spend?.B ?? new Uint8Array();
    await fc.assert(
      fc.asyncProperty(
        fc.uint8Array({ minLength: bytes.length, maxLength: bytes.length }),
        async (noise) => {
          await pollsOver({ ...sound, closedDays: { L: [] }, spend: { B: noise } });
          const readings = await Array.fromAsync(store.readings('main', 0, START_MS + 9 * DAY_MS));
          const { state } = await store.load('main', START_MS);
          const rows = await Array.fromAsync(store.days('main', '2026-11-02', '2026-11-03'));
          const today = state?.series?.today;
          expect(discrepanciesOf(readings, [...rows, ...(today ? [today] : [])])).toEqual([]);
        },
      ),
      { numRuns: 20 },
    );
  });

  it('is not needed where other items that a poll reads are spoiled as well', async () => {
    const { client, tableName } = world.table;
    for (const [pk, sk] of [
      ['WALLET#main', 'SETTING#PAUSE'],
      ['WALLET#main', 'RUN#SWEEP'],
      [
        'WALLET#main',
        `READING#${new Date(START_MS + WARM_HOURS * HOUR_MS - 60_000).toISOString()}`,
      ],
      ['WALLET#main', 'READING#yesterday'],
      ['SNOOZE#main', 'SNOOZE'],
    ] as const) {
      const noise = {
        balance: { S: 'abc' },
        until: { N: '99999999999999999999' },
        version: { S: '' },
      };
      const Item = { pk: { S: pk }, sk: { S: sk }, ...noise };
      await client.send(new PutItemCommand({ TableName: tableName, Item }));
    }
    await pollsOver(sound);
  });
});
