import { describe, expect, it } from 'vitest';
import {
  SmartlyqError,
  type SmartlyqErrorKind,
} from '../../../functions/adapters/smartlyq/smartlyq-error.ts';
import { step } from '../../../functions/core/decide/step.ts';
import { DAY_MS } from '../../../functions/core/ledger/durations.ts';
import { readCharges } from '../../../functions/poll/read-upcoming-charges.ts';
import { POLICY, reading, START_MS } from '../../support/falling-wallet.ts';

const wallet = { id: 'main' };

function listening() {
  const warnings: string[] = [];
  const quiet = () => {};
  return {
    warnings,
    log: { info: quiet, error: quiet, warn: (said: string) => warnings.push(said) },
  };
}

function failing(kind: SmartlyqErrorKind) {
  return {
    readAccountBilling: () => Promise.reject(new SmartlyqError(kind, `no: ${kind}`)),
  };
}

describe('the look at the next bill', () => {
  const now = reading(START_MS, 100);

  it('finds the next charge, once a UTC day', async () => {
    let asked = 0;
    const vendor = {
      readAccountBilling: () => {
        asked += 1;
        const nextCharge = { decimal: '66', currency: 'SQC' };
        const nextChargeAtMs = START_MS + 9 * DAY_MS;
        const accountBilling = { atMs: START_MS, nextCharge, nextChargeAtMs, history: [] };
        return Promise.resolve({ accountBilling, ignored: ['history[0]'], isTestKey: false });
      },
    };
    const { log, warnings } = listening();
    const look = await readCharges(undefined, now, { vendor, wallet, log });
    expect(look).toEqual({
      readOn: '2026-11-02',
      next: { atMs: START_MS + 9 * DAY_MS, amount: { decimal: '66', currency: 'SQC' } },
    });
    expect(warnings).toEqual(['ignored']);
    const { state } = step(undefined, now, POLICY, START_MS, { chargesAnswer: look });
    const later = reading(START_MS + DAY_MS - 1, 90);
    expect(await readCharges(state, later, { vendor, wallet, log })).toBeUndefined();
    expect(asked).toBe(1);
    const tomorrow = reading(START_MS + DAY_MS, 90);
    expect(await readCharges(state, tomorrow, { vendor, wallet, log })).toBeDefined();
  });

  it('says once that the scope is missing, and goes on', async () => {
    const { log, warnings } = listening();
    const deps = { vendor: failing('forbidden'), wallet, log };
    const look = await readCharges(undefined, now, deps);
    expect(look).toEqual({ readOn: '2026-11-02', isForbidden: true });
    const { state } = step(undefined, now, POLICY, START_MS, { chargesAnswer: look });
    await readCharges(state, reading(START_MS + DAY_MS, 90), deps);
    expect(warnings).toEqual(['going on without the next bill']);
  });

  it('goes on with what was known when the vendor does not answer', async () => {
    const { log, warnings } = listening();
    const look = await readCharges(undefined, now, { vendor: failing('unavailable'), wallet, log });
    expect(look).toEqual({ readOn: '2026-11-02' });
    expect(warnings).toHaveLength(1);
  });
});
