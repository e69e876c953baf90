import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type AttributeValue, DynamoDBClient, QueryCommand } from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openToRecord } from '../../cli/local/home.ts';
import { type LocalTable, openLocalTable } from '../../cli/local/table.ts';
import { createWalletStore } from '../../functions/adapters/table/wallet-store.ts';
import { enqueue } from '../../functions/core/alert/outbox.ts';
import { step } from '../../functions/core/decide/step.ts';
import { ENQUEUE_RULES } from '../../functions/core/kinds/enqueue-rules.ts';
import { HOUR_MS } from '../../functions/core/ledger/durations.ts';
import type { WalletState } from '../../functions/core/state/wallet-state.ts';
import { POLICY, reading } from '../support/falling-wallet.ts';

const HISTORY = new URL('../../docs/history.md', import.meta.url);
const FROM_MS = Date.parse('2026-11-10T00:00:00Z');
const TO_MS = Date.parse('2026-11-22T23:00:00Z');

/** Lets a shell read the line, quotes and variables included, and takes what `aws` would have been given. */
async function parametersOf(
  query: string,
  table: string,
  env: NodeJS.ProcessEnv = process.env,
): Promise<Record<string, string>> {
  const script = `aws() { printf '%s\\0' "$@"; }\nTABLE=${table}\n${query}`;
  const { stdout } = await promisify(execFile)('bash', ['-c', script], { env });
  const [service, command, ...flags] = stdout.split('\0').slice(0, -1);
  expect([service, command]).toEqual(['dynamodb', 'query']);
  const pairs = flags.flatMap((flag, i) =>
    i % 2 === 0 ? [[flag.slice(2), flags[i + 1] ?? '']] : [],
  );
  return Object.fromEntries(pairs);
}

describe('the queries in docs/history.md', () => {
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
        const [entry] = enqueue(
          [],
          alert,
          [{ name: 'sns', minSeverity: 'info' }],
          ENQUEUE_RULES,
          atMs,
          1,
        ).outbox;
        const attempt = { channel: 'sns', atMs, outcome: 'accepted' } as const;
        if (entry) await store.recordAttempts('main', entry, [attempt]);
      }
      state = { ...result.state, closedDays: [] };
      balance -= 4.1;
    }
    await store.saveState('main', state as WalletState, 0);
    const text = await readFile(HISTORY, 'utf8');
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
        ProjectionExpression,
      }),
    );
    return Items.map((item) => unmarshall(item));
  }

  it('are four', () => {
    expect(Object.keys(queries)).toEqual([
      "last week's readings",
      'burn by day',
      "today's alerts",
      'local days',
    ]);
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
        deliveries: { sns: expect.objectContaining({ outcome: 'accepted', accepted: 1 }) },
      }),
    );
  });

  it('give the days of the local history to any client, through the watch that has it open', async () => {
    const home = mkdtempSync(join(tmpdir(), 'runway-readme-'));
    const local = await openToRecord(home, { api: 'https://example.com', isTestKey: false });
    try {
      const store = createWalletStore(local.client, local.tableName);
      const none = { decimal: '0', currency: 'SQC' };
      const balance = { decimal: '118', currency: 'SQC' };
      const day = { date: '2026-11-21', spend: none, topUp: none, balance, readings: 96 };
      await store.putDay('main', day);
      const env = { ...process.env, RUNWAY_HOME: home };
      const given = await parametersOf(queries['local days'] ?? '', '', env);
      expect(given['endpoint-url']).toBe(local.endpoint);
      const client = new DynamoDBClient({
        endpoint: given['endpoint-url'] ?? '',
        region: 'local',
        credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
      });
      const { Items = [] } = await client.send(
        new QueryCommand({
          TableName: given['table-name'],
          KeyConditionExpression: given['key-condition-expression'],
          ExpressionAttributeValues: JSON.parse(given['expression-attribute-values'] ?? ''),
        }),
      );
      client.destroy();
      expect(Items.map((item) => unmarshall(item))).toMatchObject([
        { sk: 'DAY#2026-11-21', balance: 118 },
      ]);
    } finally {
      await local.close();
      rmSync(home, { recursive: true });
    }
  });
});
