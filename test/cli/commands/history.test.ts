import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BatchWriteItemCommand } from '@aws-sdk/client-dynamodb';
import { parse } from 'csv-parse/sync';
import { beforeAll, describe, expect, it } from 'vitest';
import { openToRecord } from '../../../cli/local/home.ts';
import { readingItem } from '../../../functions/adapters/table/history-items.ts';
import { emptyFolder, runCli, startCli } from '../run-cli.ts';

const COUNT = 2_000;
const STEP_MS = 15 * 60_000;

/** A store with readings every quarter of an hour up to now; each spends 0.000000000000000001 SQC. */
async function seeded(): Promise<string> {
  const cwd = mkdtempSync(join(tmpdir(), 'runway-test-'));
  const { client, tableName, close } = await openToRecord(`${cwd}/.runway`, {
    api: 'https://api.smartlyq.com/v1',
    isTestKey: false,
  });
  const items = Array.from({ length: COUNT }, (_, at) => {
    const atMs = Date.now() - (COUNT - at) * STEP_MS;
    const spend = { decimal: '0.000000000000000001', currency: 'SQC' };
    const balance = {
      decimal: `9007199254740993.${String(COUNT - at).padStart(18, '0')}`,
      currency: 'SQC',
    };
    const interval = { kind: 'spend', fromMs: atMs - STEP_MS, toMs: atMs, spend } as const;
    const forecast = { state: 'idle', runwayDays: null, burnPerDay: 0 } as const;
    return readingItem('main', { atMs, balance }, interval, forecast);
  });
  for (let from = 0; from < COUNT; from += 25) {
    const puts = items.slice(from, from + 25).map((Item) => ({ PutRequest: { Item } }));
    await client.send(new BatchWriteItemCommand({ RequestItems: { [tableName]: puts } }));
  }
  await close();
  return cwd;
}

describe('history', () => {
  let cwd = '';
  beforeAll(async () => {
    cwd = await seeded();
    return () => rmSync(cwd, { recursive: true });
  });

  it('streams thousands of readings, digit by digit, in every format', async () => {
    const json = await runCli(cwd, ['history', '--since', '60d', '--format', 'json']);
    expect(json.code).toBe(0);
    expect(JSON.parse(json.stdout)).toHaveLength(COUNT);
    expect(json.stdout).toContain('"balance":9007199254740993.000000000000000001,');

    const csv = await runCli(cwd, ['history', 'main', '--since', '60d', '--format', 'csv']);
    const rows: Record<string, string>[] = parse(csv.stdout, { columns: true });
    expect(rows).toHaveLength(COUNT);
    expect(rows.at(-1)).toMatchObject({
      balance: '9007199254740993.000000000000000001',
      currency: 'SQC',
      spend: '0.000000000000000001',
      topUp: '',
      state: 'idle',
    });

    const table = await runCli(cwd, ['history', '--since', '60d']);
    expect(table.stdout.trimEnd().split('\n')).toHaveLength(COUNT + 1);

    const hours = await runCli(cwd, [
      'history',
      '--since',
      '60d',
      '--by',
      'hour',
      '--format',
      'json',
    ]);
    const sums: { readings: number }[] = JSON.parse(hours.stdout);
    expect(sums.reduce((sum, { readings }) => sum + readings, 0)).toBe(COUNT);
    expect(hours.stdout).toContain('"spend":0.000000000000000004,"topUp":0,');
  });

  it('ends quietly when its reader has read enough', async () => {
    const child = startCli(cwd, ['history', '--since', '60d']);
    let stderr = '';
    child.stderr.on('data', (text: string) => {
      stderr += text;
    });
    child.stdout.once('data', () => child.stdout.destroy());
    const code = await new Promise((done) => child.on('close', done));
    expect(stderr).toBe('');
    expect(code).toBe(0);
  });

  it('names the wallets there are for one that is not', async () => {
    const { code, stderr } = await runCli(cwd, ['history', 'ma\u001bin2']);
    expect(code).toBe(1);
    expect(stderr).toBe('runway: no wallet "ma in2"; there is: main\n');
    const future = await runCli(cwd, ['history', '--since', '2990-01-01', '--format', 'json']);
    expect(future.stdout).toBe('[]\n');
  });

  it.each(['status', 'history', 'alerts'])(
    'has no %s to show before the first watch',
    async (name) => {
      const { code, stdout, stderr } = await runCli(emptyFolder(), [name]);
      expect(code).toBe(1);
      expect(stdout).toBe('');
      expect(stderr).toBe('runway: no history in .runway: run `npm run watch` first\n');
    },
  );
});
