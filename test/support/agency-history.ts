import { openToRecord } from '../../cli/local/home.ts';
import { createSweepStore } from '../../functions/adapters/table/sweep-items.ts';
import { createWalletStore } from '../../functions/adapters/table/wallet-store.ts';
import { type SubAccount, subAccountId } from '../../functions/core/agency/sub-account.ts';
import { newSweepState, type SweepState } from '../../functions/core/agency/sweep.ts';
import type { Forecast } from '../../functions/core/forecast/forecast.ts';
import { parseAmount } from '../../functions/core/ledger/amount.ts';
import { MINUTE_MS } from '../../functions/core/ledger/durations.ts';
import { type AlertMemory, newState } from '../../functions/core/state/wallet-state.ts';

/** A sub-account, and how its last reading left it. */
export interface RecordedSubAccount extends Pick<SubAccount, 'id' | 'name'> {
  readonly isRemoved?: true;
  /** Absent: it was never read. */
  readonly last?: {
    readonly minutesAgo: number;
    readonly balance: string;
    readonly burnPerDay: number;
    readonly p50?: number;
    readonly state: Forecast['state'];
  };
  readonly memory?: Partial<AlertMemory>;
}

/** Writes the local store of an agency, "main", as a watch would have left it. */
export async function recordAgency(
  home: string,
  subAccounts: readonly RecordedSubAccount[],
  options: { readonly sweep?: Partial<SweepState>; readonly isMainRead?: boolean } = {},
): Promise<void> {
  const nowMs = Date.now();
  const facts = { api: 'https://api.smartlyq.com/v1', isTestKey: false };
  const { client, tableName, close } = await openToRecord(home, facts);
  const store = createWalletStore(client, tableName);
  const sweeps = createSweepStore(client, tableName);

  async function record(
    wallet: string,
    last: NonNullable<RecordedSubAccount['last']>,
    memory: Partial<AlertMemory> = {},
  ): Promise<void> {
    const { minutesAgo, balance, burnPerDay, p50, state } = last;
    const reading = {
      atMs: nowMs - minutesAgo * MINUTE_MS,
      balance: parseAmount(balance, 'SQC'),
    };
    const runwayDays = p50 === undefined ? null : { p10: p50 / 2, p50, p90: 2 * p50 };
    await store.putReading(wallet, reading, undefined, { burnPerDay, runwayDays, state });
    const fresh = newState(reading.atMs);
    await store.saveState(wallet, { ...fresh, memory: { ...fresh.memory, ...memory } }, 0);
  }

  if (options.isMainRead !== false) {
    const steady = { minutesAgo: 3, balance: '900', burnPerDay: 20, p50: 45 };
    await record('main', { ...steady, state: 'steady' });
  }
  for (const { id, last, memory } of subAccounts) {
    if (last) await record(subAccountId('main', id), last, memory);
  }
  await sweeps.putInventory(
    'main',
    subAccounts.map(({ id, name, isRemoved }) => ({
      id,
      name,
      sinceMs: 0,
      ...(isRemoved && { removedAtMs: nowMs }),
    })),
  );
  await sweeps.save('main', { ...newSweepState(nowMs), ...options.sweep }, 0);
  await close();
}
