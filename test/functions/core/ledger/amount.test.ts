import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  compare,
  minus,
  NotADecimalError,
  parseAmount,
  plus,
  toNumber,
  zero,
} from '../../../../functions/core/ledger/amount.ts';

const decimals = fc
  .tuple(
    fc.boolean(),
    fc.bigInt({ min: 0n, max: 10n ** 20n - 1n }),
    fc.bigInt({ min: 0n, max: 10n ** 18n - 1n }),
  )
  .map(
    ([isNegative, whole, fraction]) =>
      `${isNegative ? '-' : ''}${whole}.${String(fraction).padStart(18, '0')}`,
  );

/** The value in 10⁻¹⁸, by integer arithmetic alone. */
function units(decimal: string): bigint {
  const [whole = '', fraction = ''] = decimal.replace('-', '').split('.');
  const size = BigInt(whole) * 10n ** 18n + BigInt(fraction.padEnd(18, '0'));
  return decimal.startsWith('-') ? -size : size;
}

describe('an amount', () => {
  it('is read from text and from a JSON number alike', () => {
    expect(parseAmount('42.5000', 'USD')).toEqual({ decimal: '42.5', currency: 'USD' });
    expect(parseAmount(42.5, 'USD')).toEqual(parseAmount('42.5', 'USD'));
    expect(parseAmount('-0.00', 'SQC')).toEqual(zero('SQC'));
    expect(parseAmount(1e20 / 10, 'SQC').decimal).toBe('10000000000000000000');
  });

  it.each([
    ['NaN', 'NaN'],
    ['1,234', '"1,234"'],
    ['', '""'],
    ['plenty', '"plenty"'],
    ['1e5', '"1e5"'],
    [' 1', '" 1"'],
    ['+1', '"+1"'],
    ['.5', '".5"'],
    ['٣', '"٣"'],
    ['9'.repeat(99), `"${'9'.repeat(38)}…`],
    [null, 'null'],
    [undefined, 'nothing'],
    [Number.NaN, 'NaN'],
    [Number.POSITIVE_INFINITY, 'Infinity'],
    [{ value: 1 }, '{"value":1}'],
    [true, 'true'],
  ])('is not read from %j, and the error shows what was found', (value, shown) => {
    const parse = () => parseAmount(value, 'SQC');
    expect(parse).toThrow(NotADecimalError);
    expect(parse).toThrow(shown);
  });

  it('adds and subtracts without losing a digit', () => {
    fc.assert(
      fc.property(decimals, decimals, (left, right) => {
        const [a, b] = [parseAmount(left, 'SQC'), parseAmount(right, 'SQC')];
        expect(units(plus(a, b).decimal)).toBe(units(left) + units(right));
        expect(units(minus(a, b).decimal)).toBe(units(left) - units(right));
        expect(minus(plus(a, b), b)).toEqual(a);
        expect(Math.sign(Number(units(left) - units(right)))).toBe(compare(a, b));
      }),
    );
  });

  it('is written one way only, so equal amounts are equal text', () => {
    fc.assert(
      fc.property(decimals, (text) => {
        const { decimal } = parseAmount(text, 'SQC');
        expect(decimal).toMatch(/^(0|-?(0|[1-9]\d*)(\.\d*[1-9])?)$/);
        expect(parseAmount(decimal, 'SQC').decimal).toBe(decimal);
        expect(toNumber({ decimal, currency: 'SQC' })).toBe(Number(decimal));
      }),
    );
  });

  it('does not mix with another currency', () => {
    expect(() => plus(zero('SQC'), zero('USD'))).toThrow('SQC and USD do not add up');
  });
});
