import { describe, expect, it, onTestFinished } from 'vitest';
import { checkLedger } from '../../../../cli/doctor/checks/ledger.ts';
import { openLocalTable } from '../../../../cli/local/table.ts';
import { createWalletStore } from '../../../../functions/adapters/table/wallet-store.ts';
import { step } from '../../../../functions/core/decide/step.ts';
import { parseAmount } from '../../../../functions/core/ledger/amount.ts';
import { DAY_MS, HOUR_MS } from '../../../../functions/core/ledger/durations.ts';
import type { WalletState } from '../../../../functions/core/state/wallet-state.ts';
import { POLICY, reading, START_MS } from '../../../support/falling-wallet.ts';
import { patient } from '../patient.ts';

const HOURS = 60;
const NOW_MS = START_MS + HOURS * HOUR_MS;

/** A wallet that was polled every hour; the last reading is not recorded where its poll died. */
async function scene(isLastRecorded = true) {
  const table = await openLocalTable();
  onTestFinished(() => table.close());
  const store = createWalletStore(table.client, table.tableName);
  let state: WalletState | undefined;
  for (let hour = 0; hour <= HOURS; hour++) {
    const one = reading(START_MS + hour * HOUR_MS, 500 - 4 * hour);
    const result = step(state, one, POLICY, one.atMs);
    if (hour < HOURS || isLastRecorded) {
      await store.putReading('main', one, result.interval, result.forecast);
    }
    for (const day of result.state.closedDays) await store.putDay('main', day);
    state = { ...result.state, closedDays: [] };
  }
  if (state !== undefined) await store.saveState('main', state, 0);
  const aws = { dynamodb: table.client };
  const one = await patient({ table: table.tableName, nowMs: NOW_MS, aws });
  return { store, check: (nowMs = NOW_MS) => checkLedger({ ...one, nowMs }) };
}

describe('the sums of a wallet', () => {
  it('are ok where readings, days and balance agree, also while a reading is not recorded yet', async () => {
    for (const isLastRecorded of [true, false]) {
      const { check } = await scene(isLastRecorded);
      expect(await check()).toMatchObject([{ what: 'sums of main', isOk: true }]);
    }
  });

  it('are not where a reading or a day says something else', async () => {
    const { store, check } = await scene();
    const one = reading(NOW_MS - 2 * HOUR_MS, 268);
    const spend = parseAmount('5', 'SQC');
    const forecast = { state: 'steady', runwayDays: null, burnPerDay: 96 } as const;
    await store.putReading('main', one, { spend }, forecast);
    const [finding] = await check();
    expect(finding).toMatchObject({ isOk: false });
    expect(finding?.said).toBe(
      'the reading of 2026-11-04T10:00:00.000Z records a change of -5, the balance changed by -4, and 1 more',
    );
  });

  it('are looked at over the last three days, and are ok where there is no history', async () => {
    const { store, check } = await scene();
    const [first] = await Array.fromAsync(store.days('main', '2026-11-02', '2026-11-03'));
    if (first === undefined) throw new Error('no day');
    await store.putDay('main', { ...first, readings: 1 });
    expect((await check())[0]?.said).toBe('readings of 2026-11-02 is 1, its readings come to 24');
    expect(await check(NOW_MS + 9 * DAY_MS)).toMatchObject([{ isOk: true }]);
  });
});
