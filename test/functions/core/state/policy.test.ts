import { expect, it } from 'vitest';
import { parseAmount } from '../../../../functions/core/ledger/amount.ts';
import { emptyAtOf, floorOf } from '../../../../functions/core/state/policy.ts';
import { paysForCall } from '../../../../functions/core/state/top-up.ts';

const POLICY = { levelsDays: [7], timeZone: 'UTC' };

it.each(['constructor', 'toString', '__proto__', 'EUR'])(
  'a currency called %s has no floor and is empty at 0',
  (currency) => {
    expect([floorOf(POLICY, currency), emptyAtOf(POLICY, currency)]).toEqual([0, 0]);
    const reading = { atMs: 0, balance: parseAmount('0.5', currency) };
    expect(paysForCall(reading, POLICY)).toBe(true);
  },
);
