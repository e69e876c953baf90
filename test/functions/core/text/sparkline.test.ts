import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sparkline } from '../../../../functions/core/text/sparkline.ts';

describe('a sparkline', () => {
  it('falls as the values fall, from zero up', () => {
    expect(sparkline([600, 500, 400, 300, 200, 100, 0])).toBe('▇▆▅▄▃▂▁');
    expect(sparkline([100, 99, 98])).toBe('▇▇▇');
  });

  it('begins at the lowest where that is below zero', () => {
    expect(sparkline([6, 0, -6])).toBe('▇▄▁');
  });

  it('says nothing of fewer than two values', () => {
    expect([sparkline([]), sparkline([5])]).toEqual(['', '']);
  });

  it('has one of seven glyphs for each of any values', () => {
    const values = fc.array(fc.double({ noNaN: true, min: -1e12, max: 1e12 }), { minLength: 2 });
    fc.assert(
      fc.property(values, (all) => {
        expect([...sparkline(all)]).toHaveLength(all.length);
        expect(sparkline(all)).toMatch(/^[▁▂▃▄▅▆▇]+$/);
      }),
    );
  });
});
