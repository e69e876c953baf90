import { describe, expect, it } from 'vitest';
import { measuredShare, shareInWords } from '../../../../functions/core/wording/confidence.ts';

describe('how sure a range is', () => {
  it.each([
    [0.91, '9 in 10'],
    [0.87, '85 in 100'],
    [0.8, '8 in 10'],
    [0.799, '3 in 4'],
    [0.72, '7 in 10'],
    [0.69, '2 in 3'],
    [0.6, 'about half'],
  ])('a measured share of %d is "%s", never more than was measured', (share, words) => {
    expect(shareInWords(share)).toBe(words);
  });

  it('claims nothing while learning', () => {
    expect(measuredShare('learning')).toBe('a rough guess: still learning');
  });
});
