import { existsSync, mkdirSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openLocalTable } from '../../../cli/local/table.ts';
import { createWalletStore } from '../../../functions/adapters/table/wallet-store.ts';
import { step } from '../../../functions/core/decide/step.ts';
import { HOUR_MS } from '../../../functions/core/ledger/durations.ts';
import type { WalletState } from '../../../functions/core/state/wallet-state.ts';
import { POLICY, reading } from '../../support/falling-wallet.ts';
import { emptyFolder, runCli } from '../run-cli.ts';

/** A folder whose store has a week of hourly readings, the last a moment ago. */
async function folderWithHistory(): Promise<string> {
  const folder = emptyFolder();
  const table = await openLocalTable({ path: join(folder, '.runway', 'history') });
  const store = createWalletStore(table.client, table.tableName);
  const nowMs = Date.now() - 60_000;
  let state: WalletState | undefined;
  for (let hour = 168; hour >= 0; hour--) {
    const atMs = nowMs - hour * HOUR_MS;
    const result = step(state, reading(atMs, 300 + 2 * hour), POLICY, atMs);
    state = { ...result.state, closedDays: [] };
    await store.putReading('main', reading(atMs, 300 + 2 * hour), result.interval, result.forecast);
    for (const day of result.state.closedDays) await store.putDay('main', day);
  }
  if (state) await store.saveState('main', state, 0);
  await table.close();
  return folder;
}

describe('runway report', () => {
  it('writes one whole file for this user alone, and prints its path', async () => {
    const folder = await folderWithHistory();
    mkdirSync(join(folder, 'sub'));
    const { code, stdout, stderr } = await runCli(folder, ['report', '--out', 'sub/page.html']);
    expect([stderr, code]).toEqual(['', 0]);
    expect(stdout.trim().endsWith(join('sub', 'page.html'))).toBe(true);
    const file = join(folder, 'sub', 'page.html');
    expect(readFileSync(file, 'utf8')).toMatch(/^<!doctype html>.*Runs out.*<\/html>\n$/s);
    expect(readFileSync(file, 'utf8')).not.toContain('<form');
    expect(statSync(file).mode & 0o077).toBe(0);
    expect(readdirSync(join(folder, 'sub'))).toEqual(['page.html']);
  });

  it('says where there is nothing to show, and leaves no file', async () => {
    const folder = emptyFolder();
    const { code, stderr } = await runCli(folder, ['report', '--out', 'page.html']);
    expect([code, stderr]).toEqual([1, expect.stringContaining('no history in .runway')]);
    expect(existsSync(join(folder, 'page.html'))).toBe(false);
  });

  it('says that a folder is not there, and makes none', async () => {
    const folder = await folderWithHistory();
    const { code, stderr } = await runCli(folder, ['report', '--out', 'typo/page.html']);
    expect([code, stderr]).toEqual([
      1,
      'runway: cannot write typo/page.html: there is no folder typo; create it, or choose another place\n',
    ]);
    expect(existsSync(join(folder, 'typo'))).toBe(false);
  });

  it('says where a file cannot be written', async () => {
    const folder = await folderWithHistory();
    const { code, stderr } = await runCli(folder, ['report', '--out', '/dev/null/page.html']);
    expect([code, stderr]).toEqual([
      1,
      expect.stringContaining('cannot write /dev/null/page.html'),
    ]);
  });
});

describe('runway digest', () => {
  it('prints what would be sent, in words or for machines', async () => {
    const folder = await folderWithHistory();
    const { code, stdout } = await runCli(folder, ['digest', '--every', 'week']);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^Look at main: runs out /);
    expect(stdout).toContain('in the last seven days');
    const json = await runCli(folder, ['digest', '--json']);
    expect(JSON.parse(json.stdout)).toMatchObject({ kind: 'digest', wallets: [{ id: 'main' }] });
  });
});
