import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { HOUR_MS } from '../../../../functions/core/ledger/durations.ts';
import { intervalBetween, sumsOf } from '../../../../functions/core/ledger/spend.ts';
import { topUpOf } from '../../../../functions/core/state/top-up.ts';
import { POLICY, reading, START_MS } from '../../../support/falling-wallet.ts';

const cents = fc.integer({ min: -10_000_000, max: 10_000_000 });

describe('two consecutive readings', () => {
  it('tell the spend exactly when the balance falls or stays', () => {
    const from = reading(START_MS, '0.3000');
    expect(intervalBetween(from, reading(START_MS + HOUR_MS, '0.1'))).toEqual({
      kind: 'spend',
      fromMs: START_MS,
      toMs: START_MS + HOUR_MS,
      spend: { decimal: '0.2', currency: 'SQC' },
    });
  });

  it('tell a top-up and no spend when the balance rises', () => {
    const interval = intervalBetween(reading(START_MS, -5), reading(START_MS + HOUR_MS, 745));
    expect(interval).toMatchObject({ kind: 'top-up', topUp: { decimal: '750' } });
    expect(sumsOf(interval).spend).toBeUndefined();
  });

  it('never tell a negative spend or top-up', () => {
    fc.assert(
      fc.property(cents, cents, (before, after) => {
        const interval = intervalBetween(
          reading(START_MS, (before / 100).toFixed(2)),
          reading(START_MS + 1, (after / 100).toFixed(2)),
        );
        const { spend, topUp = spend } = sumsOf(interval);
        expect(Math.round(Number(topUp?.decimal) * 100)).toBe(Math.abs(before - after));
        expect(interval.kind).toBe(after > before ? 'top-up' : 'spend');
      }),
    );
  });
});

describe('a rise', () => {
  const rise = (burnPerDay: number, [from, to] = [100, 140], wasEmptyNotified = false) => {
    const [before, after] = [reading(START_MS, from), reading(START_MS + HOUR_MS, to)];
    const interval = intervalBetween(before, after);
    return topUpOf(interval, before, after, POLICY, wasEmptyNotified, () => burnPerDay);
  };

  it('is a top-up from half a day’s burn on', () => {
    expect(rise(80)).toEqual({ decimal: '40', currency: 'SQC' });
    expect(rise(0)).toEqual({ decimal: '40', currency: 'SQC' });
  });

  it('is a refund below that', () => {
    expect(rise(81)).toBeUndefined();
  });

  it('is a top-up after a notified emptiness where it pays for a call, and only there', () => {
    expect(rise(2_000, [0, 3], true)).toEqual({ decimal: '3', currency: 'SQC' });
    expect(rise(0, [0, 2.9], true)).toBeUndefined();
    expect(rise(2_000, [0, 3])).toBeUndefined();
  });
});
