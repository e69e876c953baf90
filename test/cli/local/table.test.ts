import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { type LocalTable, openLocalTable } from '../../../cli/local/table.ts';
import { createWalletStore } from '../../../functions/adapters/table/wallet-store.ts';
import { emptyFolder } from '../run-cli.ts';

const READING = {
  atMs: 1_000,
  balance: { decimal: '12345678901234567890.123456789', currency: 'SQC' },
};
const FORECAST = { state: 'idle', runwayDays: null, burnPerDay: 0 } as const;

async function open(path?: string): Promise<LocalTable> {
  const table = await openLocalTable(path === undefined ? {} : { path });
  onTestFinished(() => table.close());
  return table;
}

async function balances({ client, tableName }: LocalTable): Promise<string[]> {
  const found: string[] = [];
  const store = createWalletStore(client, tableName);
  for await (const { reading } of store.readings('main', 0, 2_000))
    found.push(reading.balance.decimal);
  return found;
}

it('keeps a history over restarts, digit by digit', async () => {
  const path = join(emptyFolder(), 'history');
  const first = await open(path);
  await createWalletStore(first.client, first.tableName).putReading(
    'main',
    READING,
    undefined,
    FORECAST,
  );
  await first.close();
  expect(await balances(await open(path))).toEqual([READING.balance.decimal]);
});

it('starts empty in memory', async () => {
  expect(await balances(await open())).toEqual([]);
});

it('refuses a folder that is open already', async () => {
  const path = join(emptyFolder(), 'history');
  await open(path);
  await expect(openLocalTable({ path })).rejects.toThrow(/in use by another process/);
});

it('names a folder that cannot be made, and the channel', async () => {
  const file = join(emptyFolder(), 'file');
  writeFileSync(file, '');
  await expect(openLocalTable({ path: join(file, 'history') })).rejects.toThrow(
    /cannot make the folder .*file.*: a part of the path is a file; set RUNWAY_HOME/,
  );
});

it('answers neither a web page nor whoever only found the port', async () => {
  const { endpoint } = await open();
  const target = { 'x-amz-target': 'DynamoDB_20120810.ListTables' };
  const page = await fetch(endpoint, {
    method: 'POST',
    headers: { ...target, origin: 'https://a' },
  });
  expect(page.status).toBe(403);
  const guess = await fetch(new URL(endpoint).origin, { method: 'POST', headers: target });
  expect(guess.status).toBe(403);
});
