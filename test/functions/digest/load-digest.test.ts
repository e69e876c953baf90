import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type LocalTable, openLocalTable } from '../../../cli/local/table.ts';
import { createSweepStore } from '../../../functions/adapters/table/sweep-items.ts';
import {
  createWalletStore,
  type WalletStore,
} from '../../../functions/adapters/table/wallet-store.ts';
import { periodEnding } from '../../../functions/core/digest/digest-period.ts';
import { HOUR_MS } from '../../../functions/core/ledger/durations.ts';
import { loadDigests } from '../../../functions/digest/load-digest.ts';
import { POLICY } from '../../support/falling-wallet.ts';
import { writePlanWallet } from '../../support/plan-wallet.ts';

/** The plan refilled on the first of the month, 14 hours before. */
const NOW_MS = Date.parse('2026-12-01T14:00:00Z');

let table: LocalTable;
beforeAll(async () => {
  table = await openLocalTable();
  const plan = { days: 20, perDay: 60, purchased: 220, monthlyCredits: 1_000, resetDay: 1 };
  await writePlanWallet(table, 'main', NOW_MS, plan);
});
afterAll(() => table.close());

/** The digest of the week that ends then, and how often readings were looked for. */
async function weekEnding(atMs: number) {
  const store = createWalletStore(table.client, table.tableName);
  let looks = 0;
  const readings: WalletStore['readings'] = (...range) => {
    looks += 1;
    return store.readings(...range);
  };
  const [digest] = await loadDigests(periodEnding(atMs, 'week', 'UTC'), {
    store: { ...store, readings },
    sweeps: createSweepStore(table.client, table.tableName),
    wallets: [{ id: 'main', name: 'main' }],
    policyOf: () => POLICY,
    staleAfterMs: HOUR_MS,
    pollMinutes: 15,
  });
  return { digest, looks };
}

describe('a digest with a refill of the plan in its period', () => {
  it('counts it neither as bought nor against the forecast that had counted on it', async () => {
    const { digest, looks } = await weekEnding(NOW_MS);
    expect(digest?.toppedUp).toBeUndefined();
    expect(digest?.resetGain).toBeGreaterThan(500);
    // More than the balance of then was spent, and it was not used up.
    expect(digest?.spent).toBeGreaterThan(digest?.past?.balance ?? 0);
    expect(digest?.past?.score).toMatchObject({ kind: 'under-way' });
    expect(looks).toBe(2);
  });

  it('looks for none where none was due', async () => {
    const { digest, looks } = await weekEnding(NOW_MS - 20 * HOUR_MS);
    expect([digest?.resetGain, looks]).toEqual([undefined, 1]);
  });
});
