import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { type AttributeValue, QueryCommand } from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type LocalTable, openLocalTable } from '../cli/local/table.ts';
import { createWalletStore } from '../functions/adapters/wallet-store.ts';
import { enqueue } from '../functions/core/outbox.ts';
import { step } from '../functions/core/step.ts';
import type { WalletState } from '../functions/core/wallet-state.ts';
import { HOUR_MS, POLICY, reading } from './support/falling-wallet.ts';

const README = new URL('../README.md', import.meta.url);
const FROM_MS = Date.parse('2026-11-10T00:00:00Z');
const TO_MS = Date.parse('2026-11-22T23:00:00Z');

/** Lets a shell read the line, quotes and variables included, and takes what `aws` would have been given. */
async function parametersOf(query: string, table: string): Promise<Record<string, string>> {
  const script = `aws() { printf '%s\\0' "$@"; }\nTABLE=${table}\n${query}`;
  const { stdout } = await promisify(execFile)('bash', ['-c', script]);
  const [service, command, ...flags] = stdout.split('\0').slice(0, -1);
  expect([service, command]).toEqual(['dynamodb', 'query']);
  const pairs = flags.flatMap((flag, i) =>
    i % 2 === 0 ? [[flag.slice(2), flags[i + 1] ?? '']] : [],
  );
  return Object.fromEntries(pairs);
}

describe('the queries that the README documents', () => {
  let table: LocalTable;
  let queries: Record<string, string>;

  beforeAll(async () => {
    table = await openLocalTable();
    const store = createWalletStore(table.client, table.tableName);
    let state: WalletState | undefined;
    let balance = 1_248.4;
    for (let atMs = FROM_MS; atMs <= TO_MS; atMs += HOUR_MS) {
      const one = reading(atMs, balance.toFixed(4));
      const result = step(state, one, POLICY, atMs);
      await store.putReading('main', one, result.interval, result.forecast);
      for (const day of result.state.closedDays) await store.putDay('main', day);
      for (const alert of result.alerts) {
        const [entry] = enqueue([], alert, [{ name: 'sns', minSeverity: 'info' }], atMs, 1).outbox;
        const attempt = { channel: 'sns', atMs, outcome: 'accepted' } as const;
        if (entry) await store.recordAttempt('main', entry, attempt);
      }
      state = { ...result.state, closedDays: [] };
      balance -= 4.1;
    }
    await store.saveState('main', state as WalletState, 0);
    const text = await readFile(README, 'utf8');
    const found = text.matchAll(/<!-- query: (.*?) -->\n```sh\n([\s\S]*?)```/g);
    queries = Object.fromEntries([...found].map(([, name, query]) => [name, query]));
  });
  afterAll(() => table.close());

  async function run(name: string): Promise<Record<string, unknown>[]> {
    const given = await parametersOf(queries[name] ?? '', table.tableName);
    const {
      'table-name': TableName,
      'key-condition-expression': KeyConditionExpression,
      'expression-attribute-values': values = '{}',
      'projection-expression': ProjectionExpression,
      ...others
    } = given;
    expect(others).toEqual({});
    const { Items = [] } = await table.client.send(
      new QueryCommand({
        TableName,
        KeyConditionExpression,
        ExpressionAttributeValues: JSON.parse(values) as Record<string, AttributeValue>,
        ...(ProjectionExpression !== undefined && { ProjectionExpression }),
      }),
    );
    return Items.map((item) => unmarshall(item));
  }

  it('are three', () => {
    expect(Object.keys(queries)).toEqual(["last week's readings", 'burn by day', "today's alerts"]);
  });

  it('give last week’s readings with their forecasts', async () => {
    const items = await run("last week's readings");
    expect(items).toHaveLength(7 * 24);
    expect(items[0]).toMatchObject({
      sk: 'READING#2026-11-15T00:00:00.000Z',
      balance: 756.4,
      currency: 'SQC',
      spend: 4.1,
      state: 'steady',
    });
    expect(Number(items[0]?.runwayP50Days)).toBeCloseTo(7.67, 0);
  });

  it('give the burn of each day of a month', async () => {
    const items = await run('burn by day');
    expect(items.map(({ sk }) => sk)).toEqual(
      Array.from({ length: 12 }, (_, i) => `DAY#2026-11-${10 + i}`),
    );
    expect(items[3]).toEqual({
      sk: 'DAY#2026-11-13',
      spend: 98.4,
      topUp: 0,
      balance: 858.9,
      currency: 'SQC',
    });
  });

  it('give the alerts of a day with reasons and answers', async () => {
    const items = await run("today's alerts");
    for (const { sk } of items) expect(sk).toMatch(/^ALERT#2026-11-22T/);
    expect(items).toContainEqual(
      expect.objectContaining({
        kind: 'floor',
        reason: 'the balance is at or below your floor of 50 SQC',
        attempts: [expect.objectContaining({ channel: 'sns', outcome: 'accepted' })],
      }),
    );
  });
});
