import { describe, expect, it, onTestFinished } from 'vitest';
import { checkRequestLog } from '../../../../cli/doctor/checks/request-log.ts';
import { openLocalTable } from '../../../../cli/local/table.ts';
import { createWalletStore } from '../../../../functions/adapters/table/wallet-store.ts';
import type { LogBacklog } from '../../../../functions/core/attribution/log-backlog.ts';
import { step } from '../../../../functions/core/decide/step.ts';
import { POLICY, reading, START_MS } from '../../../support/falling-wallet.ts';
import { patient } from '../patient.ts';

async function finding(log?: LogBacklog) {
  const table = await openLocalTable();
  onTestFinished(() => table.close());
  const { state } = step(undefined, reading(START_MS, 100), POLICY, START_MS);
  const series = state.series && { ...state.series, log };
  await createWalletStore(table.client, table.tableName).saveState('main', { ...state, series }, 0);
  const one = await patient({
    settings: { wallets: [{ id: 'main' }] },
    outputs: {},
    stored: new Map(),
    baseUrl: 'http://127.0.0.1:9/v1',
    table: table.tableName,
    nowMs: START_MS,
    aws: { dynamodb: table.client },
  });
  const [found] = await checkRequestLog(one);
  return found;
}

describe('doctor on the request log', () => {
  const lastDate = '2026-11-01';
  it('says what has been read of it', async () => {
    expect(await finding()).toMatchObject({
      isOk: true,
      said: expect.stringContaining('not read yet'),
    });
    const begun = await finding({ lastDate, pending: 2 ** 27 + 2 ** 26 });
    expect(begun).toMatchObject({ isOk: true, said: expect.stringContaining('26 of 28 days') });
    const whole = await finding({ lastDate, pending: 0, ratio: 1 });
    expect(whole).toMatchObject({ isOk: true, said: 'read up to 2026-11-01' });
  });

  it('names the scope that is missing', async () => {
    const found = await finding({ lastDate, pending: 1, refusedOn: '2026-11-02' });
    expect(found).toMatchObject({ isOk: true, said: expect.stringContaining('logs:read') });
  });

  it('finds a log that contradicts the balance', async () => {
    const found = await finding({ lastDate, pending: 0, isContradicted: true });
    expect(found).toMatchObject({
      isOk: false,
      said: expect.stringContaining('contradicts the balance'),
    });
  });
});
