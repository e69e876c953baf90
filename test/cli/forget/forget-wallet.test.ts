import { ScanCommand } from '@aws-sdk/client-dynamodb';
import { describe, expect, it, onTestFinished } from 'vitest';
import { forgetWallet, storedOf } from '../../../cli/forget/forget-wallet.ts';
import { openLocalTable } from '../../../cli/local/table.ts';
import { createEventStore } from '../../../functions/adapters/table/event-items.ts';
import { createSweepStore } from '../../../functions/adapters/table/sweep-items.ts';
import { createWalletStore } from '../../../functions/adapters/table/wallet-store.ts';
import { HOUR_MS } from '../../../functions/core/ledger/durations.ts';
import { reading, START_MS } from '../../support/falling-wallet.ts';
import { emptyFolder, runCli } from '../run-cli.ts';
import { simulatedVendor } from '../simulated-vendor.ts';

const FORECAST = { state: 'steady', runwayDays: null, burnPerDay: 96 } as const;

/** Two agencies whose ids begin alike, each with sub-accounts, readings, a pause and an event. */
async function scene() {
  const { client, tableName, close } = await openLocalTable();
  onTestFinished(close);
  const store = createWalletStore(client, tableName);
  const events = createEventStore(client, tableName);
  const sweeps = createSweepStore(client, tableName);
  for (const wallet of ['main', 'main/7', 'main/77', 'main2', 'main2/7']) {
    for (let hour = 0; hour < 30; hour++) {
      const one = reading(START_MS + hour * HOUR_MS, 500 - hour);
      await store.putReading(wallet, one, undefined, FORECAST);
    }
    await store.putPause(wallet, { isPaused: true, setAtMs: START_MS });
    await events.claim(wallet, { id: 'e1', name: 'balance.low', receivedAtMs: START_MS });
  }
  const listed = ['7', '77'].map((id) => ({ id, name: `Nr. ${id}`, sinceMs: START_MS }));
  await sweeps.putInventory('main', listed);
  const left = async () => {
    const { Items = [] } = await client.send(new ScanCommand({ TableName: tableName }));
    return [...new Set(Items.map(({ pk }) => pk?.S))].sort();
  };
  const forget = async (id: string) => {
    const stored = await storedOf(id, client, tableName);
    await forgetWallet(id, stored, client, tableName);
    return stored.length;
  };
  return { forget, left, sweeps };
}

describe('a wallet that is forgotten', () => {
  it('leaves nothing in the table, its sub-accounts neither, and takes nothing of another', async () => {
    const { forget, left } = await scene();
    expect(await forget('main')).toBe(3 * 33 + 1);
    expect(await left()).toEqual([
      'EVENT#main2',
      'EVENT#main2/7',
      'WALLET#main2',
      'WALLET#main2/7',
    ]);
    expect(await forget('main')).toBe(0);
  });

  it('may be one sub-account, whose name goes, too', async () => {
    const { forget, left, sweeps } = await scene();
    expect(await forget('main/7')).toBe(33);
    expect(await left()).toEqual(expect.arrayContaining(['WALLET#main', 'WALLET#main/77']));
    expect(await left()).not.toContain('WALLET#main/7');
    expect(await sweeps.inventory('main')).toMatchObject([{ id: '77' }]);
  });
});

describe('runway forget', () => {
  it('asks, and deletes the local history of a wallet', async () => {
    const cwd = emptyFolder();
    const { env } = await simulatedVendor({ balance: 100 });
    await runCli(cwd, ['watch', '--once'], env);
    const asked = await runCli(cwd, ['forget', 'main']);
    expect([asked.code, asked.stderr]).toEqual([1, expect.stringContaining('nothing was deleted')]);
    const { code, stdout } = await runCli(cwd, ['forget', 'main', '--yes']);
    expect([code, stdout]).toEqual([
      0,
      expect.stringMatching(/^main is forgotten: deleted \d+ items/),
    ]);
    const { stderr } = await runCli(cwd, ['status']);
    expect(stderr).toContain('no');
  });
});
