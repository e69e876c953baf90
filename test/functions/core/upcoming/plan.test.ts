import { describe, expect, it } from 'vitest';
import { HOUR_MS } from '../../../../functions/core/ledger/durations.ts';
import { monthsAfter } from '../../../../functions/core/ledger/months.ts';
import { intervalBetween, sumsOf } from '../../../../functions/core/ledger/spend.ts';
import { planAfter } from '../../../../functions/core/upcoming/plan.ts';
import { reading, START_MS } from '../../../support/falling-wallet.ts';

const RESET_MS = START_MS + 10 * HOUR_MS;

function withParts(hour: number, purchased: number, monthly: number, resetAtMs = RESET_MS) {
  const { atMs, balance } = reading(START_MS + hour * HOUR_MS, purchased + monthly);
  const part = (value: number) => reading(atMs, value).balance;
  return {
    atMs,
    balance,
    purchased: part(purchased),
    monthly: part(monthly),
    monthlyResetAtMs: resetAtMs,
  };
}
const NEXT_MS = RESET_MS + 30 * 24 * HOUR_MS;

describe('an interval with a reset', () => {
  it('has neither spend nor top-up, but what the balance changed by', () => {
    const interval = intervalBetween(withParts(9, 100, 40), withParts(10, 100, 500, NEXT_MS));
    expect(interval).toMatchObject({ kind: 'reset', dueMs: RESET_MS });
    expect(sumsOf(interval)).toEqual({ resetChange: { decimal: '460', currency: 'SQC' } });
  });

  it('has the top-up that came with it', () => {
    const interval = intervalBetween(withParts(9, 100, 40), withParts(10, 350, 500, NEXT_MS));
    expect(sumsOf(interval)).toEqual({
      topUp: { decimal: '250', currency: 'SQC' },
      resetChange: { decimal: '460', currency: 'SQC' },
    });
  });

  it('may refill less than was left, after a change to a smaller plan', () => {
    const interval = intervalBetween(withParts(9, 100, 400), withParts(10, 100, 300, NEXT_MS));
    expect(interval.kind).toBe('reset');
  });

  it('is seen also where the refill comes later than it was due', () => {
    const late = withParts(10, 100, 40);
    expect(intervalBetween(withParts(9, 100, 40), late).kind).toBe('spend');
    expect(intervalBetween(late, withParts(11, 100, 500, NEXT_MS)).kind).toBe('reset');
  });

  it('is a top-up before the reset is due, and spend where the monthly part stayed full', () => {
    expect(intervalBetween(withParts(3, 100, 40), withParts(4, 100, 500)).kind).toBe('top-up');
    const full = intervalBetween(withParts(9, 100, 500), withParts(10, 90, 500, NEXT_MS));
    expect(full).toMatchObject({ kind: 'spend', spend: { decimal: '10' } });
  });
});

describe('the plan', () => {
  it('learns which part pays first from what is observed', () => {
    const [from, monthlyFell, purchasedFell] = [
      withParts(1, 100, 400),
      withParts(2, 100, 380),
      withParts(3, 90, 380),
    ];
    const first = planAfter(undefined, from);
    expect(first).toEqual({ resetTo: 400, monthly: 400, resetAtMs: RESET_MS });
    const usual = planAfter(first, monthlyFell, from, intervalBetween(from, monthlyFell));
    expect(usual).toEqual({ resetTo: 400, monthly: 380, resetAtMs: RESET_MS });
    const other = planAfter(
      usual,
      purchasedFell,
      monthlyFell,
      intervalBetween(monthlyFell, purchasedFell),
    );
    expect(other).toMatchObject({ isPurchasedFirst: true });
  });

  it('learns the size of the refill from the reset, and not where the reading came days later', () => {
    const [before, after] = [withParts(9, 100, 480), withParts(10, 100, 300, NEXT_MS)];
    const plan = planAfter(undefined, before);
    expect(planAfter(plan, after, before, intervalBetween(before, after))?.resetTo).toBe(300);
    const late = withParts(10 + 48, 100, 300, NEXT_MS);
    expect(planAfter(plan, late, before, intervalBetween(before, late))?.resetTo).toBe(480);
  });

  it('is kept by a reading without parts, and is none where there are no monthly credits', () => {
    const plan = planAfter(undefined, withParts(1, 100, 400));
    expect(planAfter(plan, reading(START_MS + 2 * HOUR_MS, 490))).toBe(plan);
    expect(planAfter(undefined, withParts(1, 100, 0))).toBeUndefined();
  });
});

describe('months', () => {
  it('keep the day where there is one, and take the last where there is none', () => {
    const days = monthsAfter(Date.parse('2027-12-31T06:30:00Z'), 4);
    expect(days.map((atMs) => new Date(atMs).toISOString().slice(0, 16))).toEqual([
      '2027-12-31T06:30',
      '2028-01-31T06:30',
      '2028-02-29T06:30',
      '2028-03-31T06:30',
    ]);
  });
});
