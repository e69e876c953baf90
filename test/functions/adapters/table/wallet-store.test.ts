import {
  type AttributeValue,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
} from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type LocalTable, openLocalTable } from '../../../../cli/local/table.ts';
import { stateItem } from '../../../../functions/adapters/table/state-item.ts';
import {
  createWalletStore,
  type WalletStore,
} from '../../../../functions/adapters/table/wallet-store.ts';
import { enqueue } from '../../../../functions/core/alert/outbox.ts';
import { step } from '../../../../functions/core/decide/step.ts';
import { ENQUEUE_RULES } from '../../../../functions/core/kinds/enqueue-rules.ts';
import { parseAmount } from '../../../../functions/core/ledger/amount.ts';
import { DAY_MS, HOUR_MS } from '../../../../functions/core/ledger/durations.ts';
import type { WalletState } from '../../../../functions/core/state/wallet-state.ts';
import { someAlert } from '../../../support/alerts.ts';
import { hourlyReadings, POLICY, reading, START_MS } from '../../../support/falling-wallet.ts';

let table: LocalTable;
let store: WalletStore;
beforeAll(async () => {
  table = await openLocalTable();
  store = createWalletStore(table.client, table.tableName);
});
afterAll(() => table.close());

/** As DynamoDB counts: a number takes half a byte a digit, a map three bytes and one more for each of its members. */
function bytesOf({ S, N, B, L, M }: AttributeValue): number {
  if (S !== undefined) return Buffer.byteLength(S);
  if (N !== undefined) return Math.ceil(N.replace(/\D/g, '').length / 2) + 1;
  if (B !== undefined) return B.byteLength;
  if (L !== undefined) return L.reduce((sum, value) => sum + 1 + bytesOf(value), 3);
  const members = Object.entries(M ?? {});
  return members.reduce((sum, [name, value]) => sum + 1 + name.length + bytesOf(value), 3);
}

function stateAfter(days: number): WalletState {
  let state: WalletState | undefined;
  for (const one of hourlyReadings({ hours: 24 * days, balance: 20_000, perDay: 123.4 })) {
    state = step(state, one, POLICY, one.atMs).state;
  }
  if (state === undefined) throw new Error('no readings');
  return { ...state, closedDays: [] };
}

async function item(wallet: string, sk: string) {
  const Key = { pk: { S: `WALLET#${wallet}` }, sk: { S: sk } };
  const { Item } = await table.client.send(
    new GetItemCommand({ TableName: table.tableName, Key, ConsistentRead: true }),
  );
  return Item;
}

describe('a recorded reading', () => {
  it('keeps every digit of its amounts and comes back as it was', async () => {
    const first = {
      ...reading(START_MS, '12345678901234567890.123456789012345678', 'USD'),
      purchased: parseAmount('0.0001', 'USD'),
      monthly: parseAmount('-3', 'USD'),
      monthlyResetAtMs: START_MS + 9 * DAY_MS,
    };
    const { forecast, interval } = step(undefined, first, POLICY, START_MS);
    await store.putReading('exact', first, interval, forecast);
    const [recorded] = await Array.fromAsync(store.readings('exact', 0, START_MS + 1));
    expect(recorded?.reading).toEqual(first);
    expect(await item('exact', 'READING#2026-11-02T00:00:00.000Z')).toMatchObject({
      balance: { N: '12345678901234567890.123456789012345678' },
      currency: { S: 'USD' },
      purchased: { N: '0.0001' },
      state: { S: 'learning' },
      expiresAt: { N: String(START_MS / 1_000 + 400 * 86_400) },
    });
  });

  it('tells spend or top-up since the one before, and never both', async () => {
    const balances = [100, 90.5, 190.5];
    let state: WalletState | undefined;
    for (const [hour, balance] of balances.entries()) {
      const one = reading(START_MS + hour * HOUR_MS, balance);
      const result = step(state, one, POLICY, one.atMs);
      await store.putReading('pairs', one, result.interval, result.forecast);
      state = result.state;
    }
    const recorded = await Array.fromAsync(store.readings('pairs', 0, START_MS + DAY_MS));
    expect(recorded.map(({ spend, topUp }) => [spend?.decimal, topUp?.decimal])).toEqual([
      [undefined, undefined],
      ['9.5', undefined],
      [undefined, '100'],
    ]);
  });
});

describe('the state', () => {
  it('comes back as it was, but for the last bits of hourly spend', async () => {
    const state = stateAfter(30);
    expect(await store.saveState('same', state, 0)).toBe(true);
    const loaded = await store.load('same', START_MS + 40 * DAY_MS);
    expect(loaded.version).toBe(1);
    const rest = ({ series, ...others }: WalletState) => ({
      ...others,
      ...series,
      spend: undefined,
    });
    expect(loaded.state && rest(loaded.state)).toEqual(rest(state));
    const before = state.series?.spend.closed ?? new Float64Array();
    const after = loaded.state?.series?.spend.closed;
    expect(after?.length).toBe(before.length);
    for (const [hour, spend] of before.entries()) expect(after?.[hour]).toBeCloseTo(spend, 2);
  });

  it('is written by one of two who read the same version', async () => {
    const state = stateAfter(1);
    await store.saveState('race', state, 0);
    const answers = await Promise.all([1, 1, 1].map((v) => store.saveState('race', state, v)));
    expect(answers.filter(Boolean)).toHaveLength(1);
    expect((await store.load('race', 0)).version).toBe(2);
  });

  it('stays under 2 KB at any age of the wallet', () => {
    for (const days of [1, 28, 90]) {
      const bytes = bytesOf({ M: stateItem('main', stateAfter(days), 1) });
      expect(bytes, `${days} days`).toBeLessThan(2_048);
    }
  });

  it('of another schema counts as unknown, and its version is kept for the next write', async () => {
    await table.client.send(
      new PutItemCommand({
        TableName: table.tableName,
        Item: {
          pk: { S: 'WALLET#old' },
          sk: { S: 'STATE' },
          schema: { N: '0' },
          version: { N: '41' },
        },
      }),
    );
    expect(await store.load('old', 0)).toMatchObject({ state: undefined, version: 41 });
    expect(await store.saveState('old', stateAfter(1), 41)).toBe(true);
  });

  it('is read together with the latest readings in one query', async () => {
    const { TableName } = { TableName: table.tableName };
    const state = stateAfter(2);
    await store.saveState('one-query', state, 0);
    const late = reading(START_MS + 49 * HOUR_MS, 1);
    await store.putReading(
      'one-query',
      late,
      undefined,
      step(state, late, POLICY, late.atMs).forecast,
    );
    const loaded = await store.load('one-query', late.atMs - HOUR_MS);
    expect(loaded.recent.map((one) => one.reading)).toEqual([late]);
    expect(loaded.state?.series?.lastReading).toEqual(state.series?.lastReading);
    const { ConsumedCapacity } = await table.client.send(
      new QueryCommand({
        TableName,
        KeyConditionExpression: 'pk = :pk',
        ExpressionAttributeValues: { ':pk': { S: 'WALLET#one-query' } },
        ConsistentRead: true,
        ReturnConsumedCapacity: 'TOTAL',
      }),
    );
    expect(ConsumedCapacity?.CapacityUnits).toBeLessThanOrEqual(1);
  });
});

describe('an alert’s record', () => {
  it('counts the attempts of every run, channel by channel', async () => {
    const destinations = [
      { name: 'sns', minSeverity: 'info' },
      { name: 'slack:team', minSeverity: 'info' },
    ] as const;
    const [entry] = enqueue([], someAlert(), destinations, ENQUEUE_RULES, START_MS, 1).outbox;
    if (entry === undefined) throw new Error('nothing was queued');
    const failed = { channel: 'slack:team', outcome: 'failed', reason: '503' } as const;
    const attempts = [0, 1, 2].map((minute) => ({ ...failed, atMs: START_MS + minute * 60_000 }));
    const accepted = { channel: 'sns', atMs: START_MS, outcome: 'accepted' } as const;
    const all = [accepted, ...attempts].map((one) => store.recordAttempts('told', entry, [one]));
    await Promise.all(all);
    const later = { channel: 'slack:team', atMs: START_MS + 180_000, outcome: 'accepted' } as const;
    await store.recordAttempts('told', entry, [later]);
    expect(await store.readAlert('told', entry.id)).toMatchObject({
      kind: 'runway',
      reason: 'under 3 days for two hours',
      balance: '118',
    });
    const { deliveries } = (await store.readAlert('told', entry.id)) ?? {};
    expect(deliveries).toEqual({
      sns: {
        outcome: 'accepted',
        firstAt: '2026-11-02T00:00:00.000Z',
        lastAt: '2026-11-02T00:00:00.000Z',
        accepted: 1,
      },
      'slack:team': {
        outcome: 'accepted',
        firstAt: expect.stringMatching(/^2026-11-02T00:0[012]/),
        lastAt: '2026-11-02T00:03:00.000Z',
        failed: 3,
        accepted: 1,
      },
    });
  });
});
