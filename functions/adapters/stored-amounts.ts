import type { Amount } from '../core/amount.ts';
import type { Reading } from '../core/reading.ts';
import type { DayTotals } from '../core/wallet-state.ts';

/** A reading and its day with their one currency named once: six times would be a tenth of the state. */
export function withoutCurrency(lastReading: Reading, today: DayTotals) {
  const { balance, purchased, monthly, ...reading } = lastReading;
  return {
    currency: balance.currency,
    lastReading: {
      ...reading,
      balance: balance.decimal,
      purchased: purchased?.decimal,
      monthly: monthly?.decimal,
    },
    today: {
      ...today,
      spend: today.spend.decimal,
      topUp: today.topUp.decimal,
      resetChange: today.resetChange?.decimal,
      balance: today.balance.decimal,
    },
  };
}

/** What was written so, or before that was done, with a currency beside every amount. */
export function withCurrency(
  currency: string,
  lastReading: Record<string, unknown>,
  today: Record<string, unknown>,
): { readonly lastReading: Reading; readonly today: DayTotals } {
  const filled = (fields: Record<string, unknown>, names: readonly string[]) =>
    Object.fromEntries(
      Object.entries(fields).map(([name, value]) => [
        name,
        names.includes(name) && typeof value === 'string'
          ? ({ decimal: value, currency } satisfies Amount)
          : value,
      ]),
    );
  return {
    lastReading: filled(lastReading, ['balance', 'purchased', 'monthly']) as unknown as Reading,
    today: filled(today, ['spend', 'topUp', 'resetChange', 'balance']) as unknown as DayTotals,
  };
}
