import { describe, expect, it } from 'vitest';
import { SmartlyqError } from '../../../functions/adapters/smartlyq/smartlyq-error.ts';
import { step } from '../../../functions/core/decide/step.ts';
import { DAY_MS, HOUR_MS } from '../../../functions/core/ledger/durations.ts';
import { readRecharge } from '../../../functions/poll/read-auto-recharge.ts';
import { POLICY, reading, START_MS } from '../../support/falling-wallet.ts';

const wallet = { id: 'main' };

function listening() {
  const warnings: string[] = [];
  const quiet = () => {};
  const warn = (said: string) => warnings.push(said);
  return { warnings, log: { info: quiet, error: quiet, warn } };
}

describe('the look at the auto-recharge', () => {
  it('reads the vendor’s billing, and is not repeated that day', async () => {
    const { log, warnings } = listening();
    const vendor = {
      readBilling: () =>
        Promise.resolve({
          billing: {
            atMs: START_MS,
            autoRecharge: { isEnabled: true, below: { decimal: '50', currency: 'SQC' } },
          },
          ignored: ['auto_recharge.amount'],
          isTestKey: false,
        }),
    };
    const now = reading(START_MS, 100);
    const rechargeAnswer = await readRecharge(undefined, now, { vendor, wallet, log });
    expect(rechargeAnswer).toEqual({
      readOn: '2026-11-02',
      terms: { isEnabled: true, below: 50 },
    });
    expect(warnings).toEqual(['ignored']);
    const { state } = step(undefined, now, POLICY, START_MS, {
      rechargeAnswer,
    });
    const later = reading(START_MS + HOUR_MS, 90);
    expect(await readRecharge(state, later, { vendor, wallet, log })).toBeUndefined();
    const tomorrow = reading(START_MS + DAY_MS, 90);
    expect(await readRecharge(state, tomorrow, { vendor, wallet, log })).toBeDefined();
  });

  it('leaves what was known when the vendor does not answer', async () => {
    const { log, warnings } = listening();
    const vendor = {
      readBilling: () => Promise.reject(new SmartlyqError('unavailable', 'not now')),
    };
    const look = await readRecharge(undefined, reading(START_MS, 9), { vendor, wallet, log });
    expect(look).toEqual({ readOn: '2026-11-02' });
    expect(warnings).toHaveLength(1);
  });
});
