import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cellOf, clip, columnsOf, wrapColumns } from '../../../cli/output/columns.ts';
import { cleanName } from '../../../functions/core/text/clean-name.ts';

const names = fc
  .array(
    fc.constantFrom(
      'a',
      ' ',
      '客',
      '户',
      'ש',
      'ل',
      'é',
      'e\u0301',
      '👩‍👩‍👧',
      '🇩🇪',
      '\u202e',
      '\u001b[31m',
      '\n',
      '\u200b',
    ),
    { maxLength: 60 },
  )
  .map((parts) => cleanName(parts.join('')));

describe('a cell', () => {
  it('is as wide as asked, in whatever script', () => {
    fc.assert(
      fc.property(names, fc.integer({ min: 2, max: 50 }), (name, columns) => {
        expect(columnsOf(cellOf(name, columns))).toBe(columns);
        expect(columnsOf(clip(name, columns))).toBeLessThanOrEqual(columns);
      }),
    );
  });

  it('turns back the writing direction that it turned', () => {
    fc.assert(
      fc.property(names, fc.integer({ min: 2, max: 50 }), (name, columns) => {
        const cell = cellOf(name, columns);
        expect(cell.split('\u2068').length).toBe(cell.split('\u2069').length);
      }),
    );
  });

  it.each([
    ['客户公司', 5, '客户…'],
    ['客户公司', 4, '客…'],
    ['Client', 6, 'Client'],
    ['Client', 5, 'Clie…'],
    ['👩‍👩‍👧👩‍👩‍👧', 3, '👩‍👩‍👧…'],
  ])('cuts %j for %i columns behind a whole character', (name, columns, cut) => {
    expect(clip(name, columns)).toBe(cut);
  });
});

describe('wrapping', () => {
  it('keeps every line within its columns and every letter, whatever the script', () => {
    fc.assert(
      fc.property(names, fc.integer({ min: 4, max: 60 }), (name, columns) => {
        const text = cleanName(name);
        const lines = wrapColumns(text, columns);
        for (const line of lines) expect(columnsOf(line)).toBeLessThanOrEqual(columns);
        expect(lines.join('').replaceAll(' ', '')).toBe(text.replaceAll(' ', ''));
      }),
    );
  });
});
