import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { csvText } from '../../../../functions/report/page/csv.ts';

describe('a file for a spreadsheet', () => {
  it.each([
    ['=1+1', "'=1+1"],
    ['+49 30', "'+49 30"],
    ['-1+2', "'-1+2"],
    ['@SUM(A1)', "'@SUM(A1)"],
    [' =1', "' =1"],
    ['\t=1', "'\t=1"],
    ['-12.5', '-12.5'],
    ['plain', 'plain'],
  ])('shows %j as %j', (value, cell) => {
    expect(csvText([[value]])).toBe(`${cell}\r\n`);
  });

  it('gives back any text cell by cell, with at most an apostrophe before it', () => {
    const rows = fc.array(fc.tuple(fc.string(), fc.string()), { minLength: 1 });
    fc.assert(
      fc.property(rows, (all) => {
        const read: string[][] = parse(csvText(all));
        expect(read).toHaveLength(all.length);
        for (const [at, row] of all.entries()) {
          for (const [column, text] of row.entries()) {
            expect([text, `'${text}`]).toContain(read[at]?.[column]);
          }
        }
      }),
    );
  });
});
