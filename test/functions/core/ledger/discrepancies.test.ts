import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { step } from '../../../../functions/core/decide/step.ts';
import { parseAmount } from '../../../../functions/core/ledger/amount.ts';
import type { DayTotals } from '../../../../functions/core/ledger/day-totals.ts';
import {
  discrepanciesOf,
  type LedgerReading,
} from '../../../../functions/core/ledger/discrepancies.ts';
import { HOUR_MS } from '../../../../functions/core/ledger/durations.ts';
import type { Reading } from '../../../../functions/core/ledger/reading.ts';
import { sumsOf } from '../../../../functions/core/ledger/spend.ts';
import type { WalletState } from '../../../../functions/core/state/wallet-state.ts';
import { POLICY, reading, START_MS } from '../../../support/falling-wallet.ts';

/** What polls record of these readings: closed days, and the open one. */
function recorded(readings: readonly Reading[]): { ledger: LedgerReading[]; days: DayTotals[] } {
  let state: WalletState | undefined;
  const ledger: LedgerReading[] = [];
  for (const one of readings) {
    const result = step(state, one, POLICY, one.atMs);
    state = result.state;
    ledger.push({ reading: one, ...sumsOf(result.interval) });
  }
  const today = state?.series?.today;
  return { ledger, days: [...(state?.closedDays ?? []), ...(today ? [today] : [])] };
}

const SQC = (decimal: string) => parseAmount(decimal, 'SQC');
const falling = [100, 90, 85, 835, 800].map((balance, at) =>
  reading(START_MS + at * 9 * HOUR_MS, balance),
);

describe('a history', () => {
  it('adds up as it is recorded, through rises, resets and other currencies', () => {
    const parts = fc.record({
      hours: fc.integer({ min: 1, max: 30 }),
      purchased: fc.integer({ min: -500_000, max: 500_000 }),
      monthly: fc.integer({ min: 0, max: 500_000 }),
      currency: fc.constantFrom('SQC', 'SQC', 'SQC', 'USD'),
    });
    fc.assert(
      fc.property(fc.array(parts, { minLength: 1, maxLength: 12 }), (steps) => {
        let atMs = START_MS;
        let resetAtMs = START_MS + 40 * HOUR_MS;
        const readings = steps.map(({ hours, purchased, monthly, currency }): Reading => {
          atMs += hours * HOUR_MS;
          if (atMs > resetAtMs) resetAtMs += 40 * HOUR_MS;
          const amount = (cents: number) => parseAmount((cents / 100).toFixed(2), currency);
          return {
            atMs,
            balance: amount(purchased + monthly),
            purchased: amount(purchased),
            monthly: amount(monthly),
            monthlyResetAtMs: resetAtMs,
          };
        });
        const { ledger, days } = recorded(readings);
        expect(discrepanciesOf(ledger, days)).toEqual([]);
      }),
    );
  });

  it('does not where a reading was lost, or counted from an older one than it should', () => {
    const { ledger, days } = recorded(falling);
    const without = ledger.toSpliced(2, 1);
    expect(discrepanciesOf(without, days)).toEqual([
      {
        kind: 'reading',
        atMs: START_MS + 27 * HOUR_MS,
        expected: '745',
        recorded: '750',
      },
      { kind: 'day', date: '2026-11-02', field: 'spend', expected: '10', recorded: '15' },
      { kind: 'day', date: '2026-11-02', field: 'balance', expected: '90', recorded: '85' },
      { kind: 'day', date: '2026-11-02', field: 'readings', expected: '2', recorded: '3' },
    ]);
  });

  it('does not where nothing is recorded of an interval, or a row is missing', () => {
    const { ledger, days } = recorded(falling);
    const [first, second, ...rest] = ledger;
    if (first === undefined || second === undefined) throw new Error('no readings');
    const unsaid = [first, { reading: second.reading }, ...rest];
    expect(discrepanciesOf(unsaid, [])).toEqual([
      { kind: 'reading', atMs: second.reading.atMs, expected: '-10', recorded: 'none' },
    ]);
    expect(discrepanciesOf(ledger, days.slice(1))).toEqual([
      { kind: 'day', date: '2026-11-02', field: 'row', expected: '3 readings', recorded: 'none' },
    ]);
  });

  it('has a row for no day without readings', () => {
    const row = { date: '2026-11-01', spend: SQC('1'), topUp: SQC('0'), balance: SQC('9') };
    const found = discrepanciesOf([], [{ ...row, readings: 1 }]);
    expect(found.map((one) => one.kind === 'day' && one.field)).toEqual([
      'spend',
      'topUp',
      'balance',
      'readings',
    ]);
  });
});
