import { describe, expect, it } from 'vitest';
import { durationBetween, since } from '../../cli/time-arguments.ts';

const NOW_MS = Date.parse('2026-11-22T14:00:00Z');

describe('--since', () => {
  it.each([
    ['90m', '2026-11-22T12:30:00Z'],
    ['24h', '2026-11-21T14:00:00Z'],
    ['7d', '2026-11-15T14:00:00Z'],
    ['2026-11-01', '2026-11-01T00:00:00Z'],
    ['2026-11-01T08:30', '2026-11-01T08:30:00Z'],
    ['2026-11-01 08:30:15Z', '2026-11-01T08:30:15Z'],
    ['2026-11-01t08:30:00.123456z', '2026-11-01T08:30:00.123Z'],
    ['2026-11-01T08:30+01:00', '2026-11-01T07:30:00Z'],
    ['999999d', '1970-01-01T00:00:00Z'],
  ])('takes %s as %s', (text, time) => {
    expect(since(text, NOW_MS)).toBe(Date.parse(time));
  });

  it.each([
    '',
    '7',
    '-1d',
    '7w',
    'yesterday',
    '2026-02-30',
    '2026-13-01',
    '1969-12-31',
    '22/11/26',
  ])('refuses "%s" and says what it takes', (text) => {
    expect(() => since(text, NOW_MS)).toThrow(/90m, 24h or 7d/);
  });
});

describe('--every', () => {
  const every = durationBetween('10s', '24h');

  it.each([
    ['10s', 10_000],
    ['5m', 300_000],
    ['24h', 86_400_000],
  ])('takes %s', (text, ms) => {
    expect(every(text)).toBe(ms);
  });

  it.each([
    ['9s', /^Too short: must be from 10s to 24h\.$/],
    ['25h', /^Too long: must be from 10s to 24h\.$/],
    ['5', /^Must be a number with s, m, h or d, from 10s to 24h\.$/],
  ])('says what is wrong with "%s"', (text, words) => {
    expect(() => every(text)).toThrow(words);
  });

  it.each(['9s', '25h', '0m', '5', '1.5h', 'PT5M', ''])(
    'refuses "%s" and names the bounds',
    (text) => {
      expect(() => every(text)).toThrow(/from 10s to 24h/);
    },
  );
});
