import { describe, expect, it } from 'vitest';
import {
  MAX_ATTEMPTS,
  pauseBeforeRetry,
  retryAfterMs,
} from '../../../../functions/adapters/http/retry-timing.ts';

const NOW = Date.UTC(2026, 10, 22, 12);

describe('the pause before another attempt', () => {
  const longMs = 1e9;

  it.each([
    [1, 0, 0],
    [1, 0.999, 499.5],
    [2, 0.5, 500],
    [3, 0.5, 1000],
  ])('after attempt %i, with the dice at %d, is %d ms', (attempt, random, pauseMs) => {
    expect(pauseBeforeRetry({ attempt, leftMs: longMs, random })).toBe(pauseMs);
  });

  it('adds its jitter to what the other side asked for', () => {
    const failed = { attempt: 1, leftMs: longMs, retryAfterMs: 7000, random: 0.5 };
    expect(pauseBeforeRetry(failed)).toBe(7250);
    expect(pauseBeforeRetry({ ...failed, random: 0 })).toBe(7000);
  });

  it('is none after the last attempt', () => {
    const failed = { attempt: MAX_ATTEMPTS, leftMs: longMs, random: 0 };
    expect(pauseBeforeRetry(failed)).toBeUndefined();
  });

  it('is none when it would use up the time', () => {
    const failed = { attempt: 1, retryAfterMs: 1000, random: 0 };
    expect(pauseBeforeRetry({ ...failed, leftMs: 1001 })).toBe(1000);
    expect(pauseBeforeRetry({ ...failed, leftMs: 1000 })).toBeUndefined();
    expect(pauseBeforeRetry({ ...failed, leftMs: -5 })).toBeUndefined();
  });
});

describe('Retry-After', () => {
  it.each<[string | null, number | undefined]>([
    ['0', 0],
    ['30', 30_000],
    [' 30 ', 30_000],
    ['1.5', 1500],
    ['Sun, 22 Nov 2026 12:00:30 GMT', 30_000],
    ['Sun, 22 Nov 2026 11:00:00 GMT', 0],
    ['99999999999', 99999999999000],
    [null, undefined],
    ['', undefined],
    ['-5', undefined],
    ['soon', undefined],
    ['1e3', undefined],
    ['Soon', undefined],
  ])('of %j is %j ms', (header, ms) => {
    expect(retryAfterMs(header, NOW)).toBe(ms);
  });
});
