import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { openLocalTable } from '../../../cli/local/table.ts';
import { createSweepStore } from '../../../functions/adapters/table/sweep-items.ts';
import { createWalletStore } from '../../../functions/adapters/table/wallet-store.ts';
import { newSweepState } from '../../../functions/core/agency/sweep.ts';
import { step } from '../../../functions/core/decide/step.ts';
import { HOUR_MS } from '../../../functions/core/ledger/durations.ts';
import type { WalletState } from '../../../functions/core/state/wallet-state.ts';
import { POLICY, reading } from '../../support/falling-wallet.ts';
import { runCli } from '../run-cli.ts';

const HOURS = 168;

/** A folder whose store has a week of an agency and two sub-accounts, one of them near its end. */
async function folderWithAgency(): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'runway-test-'));
  const settings = { wallets: [{ id: 'main', name: 'Agency', subAccounts: 'all' }] };
  writeFileSync(join(folder, 'runway.config.json'), JSON.stringify(settings));
  const table = await openLocalTable({ path: join(folder, '.runway', 'history') });
  const store = createWalletStore(table.client, table.tableName);
  const sweeps = createSweepStore(table.client, table.tableName);
  const nowMs = Date.now() - 60_000;
  for (const [id, left] of [
    ['main', 9_000],
    ['main/421077', 200],
    ['main/421078', 6_000],
  ] as const) {
    let state: WalletState | undefined;
    for (let hour = HOURS; hour >= 0; hour--) {
      const atMs = nowMs - hour * HOUR_MS;
      const result = step(state, reading(atMs, left + 2 * hour), POLICY, atMs);
      state = { ...result.state, closedDays: [], outbox: [] };
      await store.putReading(id, reading(atMs, left + 2 * hour), result.interval, result.forecast);
      for (const day of result.state.closedDays) await store.putDay(id, day);
    }
    if (state) await store.saveState(id, state, 0);
  }
  const inventory = ['421077', '421078'].map((id) => ({ id, name: `Client ${id}`, sinceMs: 0 }));
  await sweeps.putInventory('main', inventory);
  await sweeps.save('main', newSweepState(nowMs), 0);
  await table.close();
  return folder;
}

describe('of an agency', () => {
  let folder = '';
  beforeAll(async () => {
    folder = await folderWithAgency();
    return () => rmSync(folder, { recursive: true });
  });

  it('report shows all sub-accounts by date, without links that a file cannot have', async () => {
    const { code, stderr } = await runCli(folder, ['report', '--out', 'page.html']);
    expect([stderr, code]).toEqual(['', 0]);
    const page = readFileSync(join(folder, 'page.html'), 'utf8');
    expect(page).toMatch(/<th scope=row>Client 421077<td>200<td>.*<th scope=row>Client 421078</s);
    expect(page).not.toContain('?t=');
  });

  it('report writes the page of one of them', async () => {
    const { code, stdout } = await runCli(folder, ['report', 'main/421077']);
    expect(code).toBe(0);
    expect(stdout.trim().endsWith('runway-report-main-421077.html')).toBe(true);
    const page = readFileSync(stdout.trim(), 'utf8');
    expect(page).toContain('<title>Client 421077: Runs out');
    expect(page).not.toContain('421078');
  });

  it('digest has them in a few lines', async () => {
    const { code, stdout, stderr } = await runCli(folder, ['digest']);
    expect([stderr, code]).toEqual(['', 0]);
    expect(stdout).toMatch(/^Look at Client 421077 of Agency: runs out/);
    expect(stdout).toMatch(/\n {2}Accounts {4}2: 1 runs out within 7 days/);
    expect(stdout).toMatch(/polls and \d+ of sub-accounts/);
    const { stdout: json } = await runCli(folder, ['digest', '--json']);
    expect(JSON.parse(json).wallets[0].subAccounts).toMatchObject({ count: 2, needAttention: 1 });
  });
});
