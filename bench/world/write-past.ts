import {
  BatchWriteItemCommand,
  DeleteItemCommand,
  type DynamoDBClient,
} from '@aws-sdk/client-dynamodb';
import type { LocalTable } from '../../cli/local/table.ts';
import { dayItem, readingItem } from '../../functions/adapters/table/history-items.ts';
import type { Item } from '../../functions/adapters/table/item-codec.ts';
import { readingKey, walletKey } from '../../functions/adapters/table/table-keys.ts';
import { createWalletStore } from '../../functions/adapters/table/wallet-store.ts';
import { DAY_MS } from '../../functions/core/ledger/durations.ts';
import type { Past, PastReading } from './past.ts';

/** What a batch may hold. */
const BATCH = 25;
const AT_ONCE = 4;

/** Writes readings and days of a past, and no state. */
export async function writeHistory(
  { client, tableName }: LocalTable,
  wallet: string,
  { readings, days }: Pick<Past, 'readings' | 'days'>,
): Promise<void> {
  await writeItems(client, tableName, [
    ...readings.map((entry) => itemOf(wallet, entry)),
    ...days.map((day) => dayItem(wallet, day)),
  ]);
}

/** Puts the state in the place of whatever is there, as a first poll would. */
export async function writeState(
  { client, tableName }: LocalTable,
  wallet: string,
  { state }: Pick<Past, 'state'>,
): Promise<void> {
  const store = createWalletStore(client, tableName);
  const { version } = await store.load(wallet, Date.now());
  if (!(await store.saveState(wallet, state, version))) throw new Error(`${wallet} is in use`);
}

/** Takes out the readings after a moment, as if they had never been. */
export async function forgetAfter(
  { client, tableName }: LocalTable,
  wallet: string,
  atMs: number,
): Promise<void> {
  const store = createWalletStore(client, tableName);
  for await (const { reading } of store.readings(wallet, atMs + 1, Date.now() + DAY_MS)) {
    const Key = { pk: { S: walletKey(wallet) }, sk: { S: readingKey(reading.atMs) } };
    await client.send(new DeleteItemCommand({ TableName: tableName, Key }));
  }
}

export async function writeItems(
  client: DynamoDBClient,
  tableName: string,
  items: readonly Item[],
): Promise<void> {
  let next = 0;
  const write = async () => {
    while (next < items.length) {
      const batch = items.slice(next, next + BATCH);
      next += BATCH;
      const requests = batch.map((Item) => ({ PutRequest: { Item } }));
      await client.send(new BatchWriteItemCommand({ RequestItems: { [tableName]: requests } }));
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, write));
}

function itemOf(wallet: string, { reading, interval, forecast }: PastReading): Item {
  return readingItem(wallet, reading, interval, forecast);
}
