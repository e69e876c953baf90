import { describe, expect, it } from 'vitest';
import { quote, readInstant } from '../../../cli/forecasting/instant.ts';

describe('a time', () => {
  it.each([
    '2025-01-07T00:00:00Z',
    '2025-01-07T00:00Z',
    '2025-01-07 05:30:15.250+05:30',
    '2024-02-29T23:59:59.999-0800',
  ])('%s is read as Date would', (text) => {
    expect(readInstant(text)).toBe(Date.parse(text.replace(' ', 'T').replace('-0800', '-08:00')));
  });

  it.each([
    ['2025-01-07T00:00:00', 'has no zone'],
    ['2025-01-07', 'is no time such as'],
    ['7 Jan 2025 00:00 UTC', 'is no time such as'],
    ['', 'is no time such as'],
    ['2025-02-29T00:00:00Z', 'is not in the calendar'],
    ['2025-01-07T24:00:00Z', 'is not in the calendar'],
    ['2025-01-07T00:60:00Z', 'is not in the calendar'],
  ])('%j is refused', (text, fault) => {
    expect(readInstant(text)).toContain(fault);
  });

  it('is quoted without its control characters, and shortened', () => {
    expect(quote('a\u001b[31m')).toBe('"a\\u001b[31m"');
    expect(quote('x'.repeat(99))).toHaveLength(42);
  });
});
