import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { downsample } from '../../../../functions/report/page/downsample.ts';

const points = fc
  .array(fc.double({ noNaN: true, min: -1e9, max: 1e9 }), { minLength: 1, maxLength: 2_000 })
  .map((values) => values.map((value, at) => ({ atMs: at * 1_000, value })));

describe('a shorter series', () => {
  it('keeps first, last, lowest and highest, in order, and no more than asked for', () => {
    fc.assert(
      fc.property(points, fc.integer({ min: 8, max: 500 }), (all, max) => {
        const kept = downsample(all, max);
        expect(kept.length).toBeLessThanOrEqual(Math.max(max, 4));
        expect([kept[0], kept.at(-1)]).toEqual([all[0], all.at(-1)]);
        const values = (some: readonly { value: number }[]) => some.map(({ value }) => value);
        expect(Math.min(...values(kept))).toBe(Math.min(...values(all)));
        expect(Math.max(...values(kept))).toBe(Math.max(...values(all)));
        const times = kept.map(({ atMs }) => atMs);
        expect(times).toEqual(times.toSorted((a, b) => a - b));
      }),
    );
  });
});
