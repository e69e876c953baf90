import { readdirSync, readFileSync } from 'node:fs';
import { type AttributeValue, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createWalletStore } from '../functions/adapters/table/wallet-store.ts';
import { HOUR_MS } from '../functions/core/ledger/durations.ts';
import { pollWallet } from '../functions/poll/poll-wallet.ts';
import { POLICY, START_MS } from './support/falling-wallet.ts';
import { pollDeps } from './support/poll-world.ts';
import { startWorld, type World } from './support/world.ts';

/**
 * Tables as releases left them, item by item (see test/fixtures/write-table.ts): a week of a wallet that burns 100 a
 * day, polled every hour, alerted at 7 and at 3 days. The STATE of the first two has a schema that is no longer known.
 */
const FIXTURES = readdirSync('test/fixtures').filter((name) => name.startsWith('table-of-schema-'));
const REBUILT = ['table-of-schema-1.jsonl', 'table-of-schema-3.jsonl'];
const LAST_HOUR = 170;

function itemOf(line: string): Record<string, AttributeValue> {
  return JSON.parse(line, (_, value) =>
    typeof value?.base64 === 'string' ? Buffer.from(value.base64, 'base64') : value,
  );
}

describe.each(FIXTURES)('a release that meets %s', (fixture) => {
  let world: World;
  const warned: string[] = [];
  const notified: string[] = [];

  beforeAll(async () => {
    world = await startWorld({ startMs: START_MS, balance: 1_000, perDay: 100 });
    const { client, tableName } = world.table;
    for (const line of readFileSync(`test/fixtures/${fixture}`, 'utf8').trim().split('\n')) {
      await client.send(new PutItemCommand({ TableName: tableName, Item: itemOf(line) }));
    }
    const collect = (message: string) => void warned.push(message);
    const log = { info: () => undefined, warn: collect, error: collect };
    const deps = pollDeps(world.addresses, world.clock, POLICY, log);
    for (let hour = LAST_HOUR + 1; hour <= LAST_HOUR + 60; hour++) {
      world.nowMs = START_MS + hour * HOUR_MS;
      const report = await pollWallet(deps);
      for (const { kind, facts } of report?.alerts ?? []) {
        notified.push(`${kind} ${facts.levelDays ?? ''}`.trim());
      }
    }
  });
  afterAll(() => world.close());

  it('reads the state, or rebuilds it from the readings, once', () => {
    expect(warned).toEqual(REBUILT.includes(fixture) ? ['state rebuilt from readings'] : []);
  });

  it('tells nothing that was told already, and everything that comes', () => {
    expect(notified).toEqual(['runway 1', 'floor']);
  });

  it('goes on with the same history', async () => {
    const store = createWalletStore(world.table.client, world.table.tableName);
    const recorded = await Array.fromAsync(store.readings('main', 0, world.nowMs + 1));
    expect(recorded).toHaveLength(LAST_HOUR + 1 + 60);
    const alerts = await Array.fromAsync(store.alerts('main', 0, world.nowMs + 1));
    expect(alerts).toHaveLength(4);
  });

  it('writes the state in its own schema', async () => {
    const { Item } = await world.table.client.send(
      new GetItemCommand({
        TableName: world.table.tableName,
        Key: { pk: { S: 'WALLET#main' }, sk: { S: 'STATE' } },
      }),
    );
    // A new schema needs a fixture of its own, for the release after it.
    expect(FIXTURES).toContain(`table-of-schema-${Item?.schema?.N}.jsonl`);
  });
});
