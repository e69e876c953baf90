import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { openToRead, openToRecord } from '../../../cli/local/home.ts';
import { createWalletStore } from '../../../functions/adapters/table/wallet-store.ts';
import { emptyFolder } from '../run-cli.ts';

const FACTS = { api: 'https://api.smartlyq.com/v1', isTestKey: false };
const OTHER = { ...FACTS, api: 'http://127.0.0.1:8787/v1' };
const TOKEN = '0123456789abcdef0123456789abcdef';

async function record(home: string, facts = FACTS) {
  const table = await openToRecord(home, facts);
  onTestFinished(() => table.close());
  return table;
}

async function recordReading(home: string): Promise<void> {
  const { client, tableName, close } = await openToRecord(home, FACTS);
  const reading = { atMs: Date.now(), balance: { decimal: '1', currency: 'SQC' } };
  const forecast = { state: 'idle', runwayDays: null, burnPerDay: 0 } as const;
  await createWalletStore(client, tableName).putReading('main', reading, undefined, forecast);
  await close();
}

it('makes the store for its user alone and tells where it is open', async () => {
  const home = join(emptyFolder(), 'new', 'home');
  const { endpoint } = await record(home);
  const written = JSON.parse(readFileSync(join(home, 'watch.json'), 'utf8'));
  expect(written).toEqual({ pid: process.pid, endpoint });
});

it('refuses a second watch and names the process of the first', async () => {
  const home = emptyFolder();
  await record(home);
  await expect(openToRecord(home, FACTS)).rejects.toThrow(
    `in use by a watch (process ${process.pid})`,
  );
});

it('remembers its API and refuses another, naming both and the channel', async () => {
  const home = emptyFolder();
  await recordReading(home);
  await expect(openToRecord(home, OTHER)).rejects.toThrow(
    `holds readings of ${FACTS.api}, not of ${OTHER.api}: set another RUNWAY_HOME`,
  );
  expect(existsSync(join(home, 'watch.json'))).toBe(false);
  await record(home);
});

it('may still change its API while nothing was recorded', async () => {
  const home = emptyFolder();
  await (await openToRecord(home, FACTS)).close();
  await record(home, OTHER);
});

it('is read beside a watch, through the endpoint of that one', async () => {
  const home = emptyFolder();
  await record(home);
  const { facts, close } = await openToRead(home);
  expect(facts).toEqual(FACTS);
  await close();
});

it.each([
  ['of a dead process', { pid: 999_999_999, endpoint: `http://127.0.0.1:9/${TOKEN}` }],
  ['of another form', { pid: 'x', endpoint: 'https://example.com' }],
  ['that is no object', null],
])('ignores a left-behind endpoint %s', async (_, left) => {
  const home = emptyFolder();
  await recordReading(home);
  writeFileSync(join(home, 'watch.json'), JSON.stringify(left));
  await (await openToRead(home)).close();
  await record(home);
});

it('takes another store that has the port now for no endpoint of its own', async () => {
  const home = emptyFolder();
  await recordReading(home);
  const { endpoint } = await record(emptyFolder());
  const left = { pid: process.pid, endpoint: `${new URL(endpoint).origin}/${TOKEN}` };
  writeFileSync(join(home, 'watch.json'), JSON.stringify(left));
  const { client, tableName, close } = await openToRead(home);
  const { recent } = await createWalletStore(client, tableName).load('main', 0);
  expect(recent).toHaveLength(1);
  await close();
});

it('makes nothing when there is no history to be read', async () => {
  const folder = emptyFolder();
  await expect(openToRead(join(folder, 'home'))).rejects.toThrow(
    /no history in .*home: run `npm run watch` first/,
  );
  expect(readdirSync(folder)).toEqual([]);
});

it('says so when what it knows of itself is broken', async () => {
  const home = emptyFolder();
  mkdirSync(join(home, 'history'));
  writeFileSync(join(home, 'store.json'), '{"api":');
  await expect(openToRead(home)).rejects.toThrow(/store\.json is broken: move the folder/);
});
