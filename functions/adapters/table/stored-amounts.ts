import type { DayTotals } from '../../core/ledger/day-totals.ts';
import type { Reading } from '../../core/ledger/reading.ts';
import type { IntervalSums } from '../../core/ledger/spend.ts';

/** A reading and its day with their one currency named once: six times would be a tenth of the state. */
export function withoutCurrency(lastReading: Reading, today: DayTotals, sums?: IntervalSums) {
  const { balance, purchased, monthly, ...reading } = lastReading;
  return {
    currency: balance.currency,
    lastReading: {
      ...reading,
      balance: balance.decimal,
      purchased: purchased?.decimal,
      monthly: monthly?.decimal,
    },
    sums: sums && {
      spend: sums.spend?.decimal,
      topUp: sums.topUp?.decimal,
      resetChange: sums.resetChange?.decimal,
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
