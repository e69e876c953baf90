import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { logRatioOf, notableGap } from '../../../../functions/core/attribution/log-ratio.ts';

const hours = (count: number, logged: number, measured: number) =>
  Array.from({ length: count }, () => ({ logged, measured }));

describe('how log and balance go together', () => {
  it('is one to one for a wallet in the log’s currency, until the two are known of the same hours', () => {
    expect(logRatioOf([], 'USD')).toEqual({ kind: 'ratio', ratio: 1, isLearnt: false });
    expect(logRatioOf(hours(2, 1, 1.2), 'USD')).toMatchObject({ isLearnt: false });
    expect(logRatioOf(hours(3, 1, 1.2), 'USD')).toEqual({
      kind: 'ratio',
      ratio: 1.2,
      isLearnt: true,
    });
  });

  it('is unknown for another currency, until it is learnt', () => {
    expect(logRatioOf([], 'SQC')).toEqual({ kind: 'unknown' });
    expect(logRatioOf(hours(4, 0.02, 1), 'SQC')).toMatchObject({ ratio: 50 });
  });

  it('is not moved by a lump that the log does not have', () => {
    const withBill = [...hours(20, 1, 1), { logged: 1, measured: 67 }];
    expect(logRatioOf(withBill, 'USD')).toMatchObject({ ratio: 1 });
  });

  it('is contradicted by three times the fall, and by spend while the balance stands', () => {
    expect(logRatioOf(hours(10, 3.1, 1), 'USD')).toEqual({ kind: 'contradicted' });
    expect(logRatioOf(hours(10, 2.9, 1), 'USD')).toMatchObject({ kind: 'ratio' });
    expect(logRatioOf(hours(10, 1, 0), 'USD')).toEqual({ kind: 'contradicted' });
    expect(logRatioOf(hours(10, 1, 0), 'SQC')).toEqual({ kind: 'contradicted' });
  });

  it('is found again whatever share of the hours is disturbed, below a half', () => {
    const spend = fc.double({ min: 0.1, max: 10, noNaN: true });
    fc.assert(
      fc.property(
        fc.double({ min: 0.5, max: 100, noNaN: true }),
        fc.array(spend, { minLength: 10, maxLength: 60 }),
        fc.array(fc.double({ min: 0, max: 1e4, noNaN: true }), { maxLength: 4 }),
        (ratio, logged, lumps) => {
          const most = logged.map((one) => ({ logged: one, measured: one * ratio }));
          const least = Math.min(...logged);
          const disturbed = lumps.map((measured) => ({ logged: least, measured }));
          const found = logRatioOf([...most, ...disturbed], 'SQC');
          expect(found.kind === 'ratio' ? found.ratio : 0).toBeCloseTo(ratio, 6);
        },
      ),
    );
  });

  it('has a gap worth a word from a fifth on', () => {
    expect(notableGap({ logged: 85, measured: 100 }, 1)).toBeUndefined();
    expect(notableGap({ logged: 75, measured: 100 }, 1)).toBeCloseTo(0.25);
    expect(notableGap({ logged: 100, measured: 75 }, 1)).toBeCloseTo(-0.25);
    expect(notableGap({ logged: 1, measured: 50 }, 50)).toBeUndefined();
    expect(notableGap({ logged: 0, measured: 0 }, 1)).toBeUndefined();
  });
});
