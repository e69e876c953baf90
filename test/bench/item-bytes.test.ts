import { describe, expect, it } from 'vitest';
import { itemBytes } from '../../bench/units/item-bytes.ts';
import { readUnits, writeUnits } from '../../bench/units/units.ts';

describe('the bytes of an item', () => {
  it('are its names and texts in UTF-8, its binary as it is, and one for a yes, a no or nothing', () => {
    expect(itemBytes({ pk: { S: 'WALLET#main' } })).toBe(2 + 11);
    expect(itemBytes({ name: { S: 'Büro' } })).toBe(4 + 5);
    expect(itemBytes({ b: { B: Buffer.alloc(10).toString('base64') } })).toBe(1 + 10);
    expect(itemBytes({ yes: { BOOL: true }, none: { NULL: true } })).toBe(4 + 5);
  });

  it('count two digits of a number as one, and one for the number itself', () => {
    expect(itemBytes({ n: { N: '0' } })).toBe(1 + 1);
    expect(itemBytes({ n: { N: '1200' } })).toBe(1 + 2);
    expect(itemBytes({ n: { N: '12.3456' } })).toBe(1 + 4);
    expect(itemBytes({ n: { N: '-12' } })).toBe(1 + 3);
  });

  it('count 3 for a list or a map, and 1 for each entry', () => {
    expect(itemBytes({ l: { L: [{ S: 'ab' }, { S: 'c' }] } })).toBe(1 + 3 + 2 + 3);
    expect(itemBytes({ m: { M: { k: { S: 'ab' } } } })).toBe(1 + 3 + 1 + 3);
  });
});

describe('units', () => {
  it('of a write are the started KB of the larger of before and after', () => {
    expect(writeUnits(0, 1)).toBe(1);
    expect(writeUnits(0, 1_024)).toBe(1);
    expect(writeUnits(1_025, 10)).toBe(2);
  });

  it('of a read are the started 4 KB, and half of that where a moment old will do', () => {
    expect(readUnits(4_096, true)).toBe(1);
    expect(readUnits(4_097, true)).toBe(2);
    expect(readUnits(4_097, false)).toBe(1);
    expect(readUnits(0, false)).toBe(0.5);
  });
});
