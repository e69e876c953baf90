import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseAmount } from '../../../../functions/core/ledger/amount.ts';
import { DAY_MS } from '../../../../functions/core/ledger/durations.ts';
import { suggestPurchase } from '../../../../functions/core/upcoming/purchase.ts';
import { START_MS } from '../../../support/falling-wallet.ts';

const lasting = (burnPerDay: number) => (balance: number) => {
  const days = balance / burnPerDay;
  return { p10: 0.8 * days, p50: days, p90: 1.2 * days };
};

describe('what to buy', () => {
  it('is the smallest package that lasts two weeks', () => {
    expect(suggestPurchase(parseAmount(118, 'SQC'), 41, START_MS, lasting(41))).toEqual({
      amount: { decimal: '750', currency: 'SQC' },
      priceEuro: 15,
      lastsUntilMs: START_MS + (868 / 41) * DAY_MS,
    });
  });

  it('is the largest package where none lasts two weeks', () => {
    const bought = suggestPurchase(parseAmount(0, 'SQC'), 9_000, START_MS, lasting(9_000));
    expect(bought).toMatchObject({ amount: { decimal: '7500' }, priceEuro: 150 });
  });

  it('is an amount without a price where the vendor sells no packages in the currency', () => {
    const bought = suggestPurchase(parseAmount('1.20', 'USD'), 1.37, START_MS, lasting(1.37));
    expect(bought).toMatchObject({ amount: { decimal: '40', currency: 'USD' } });
    expect(bought).not.toHaveProperty('priceEuro');
  });

  it('is nothing where nothing is being spent', () => {
    expect(suggestPurchase(parseAmount(5, 'SQC'), 0, START_MS, () => null)).toBeUndefined();
  });

  it('is a positive plain decimal for every balance and burn', () => {
    fc.assert(
      fc.property(
        fc.double({ min: -1e9, max: 1e9, noNaN: true }),
        fc.double({ min: 1e-9, max: 1e15, noNaN: true }),
        (balance, burnPerDay) => {
          const left = parseAmount(balance.toFixed(4), 'USD');
          const bought = suggestPurchase(left, burnPerDay, START_MS, lasting(burnPerDay));
          expect(Number(bought?.amount.decimal)).toBeGreaterThan(0);
          expect(bought?.lastsUntilMs).not.toBeNaN();
        },
      ),
    );
  });
});
