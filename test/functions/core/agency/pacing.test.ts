import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type Allowance,
  assumedAllowance,
  countRequest,
  requestsLeft,
  stillToRead,
  type WindowUse,
} from '../../../../functions/core/agency/pacing.ts';

const WINDOW_MS = 60_000;
const seen = (remaining: number, resetAtMs = WINDOW_MS, limit = 60): Allowance => ({
  limit,
  remaining,
  resetAtMs,
});

describe('the requests left', () => {
  it.each([
    ['the first in a fresh window', 1, 59, 0.5, 24],
    ['half way', 15, 45, 0.5, 10],
    ['all made', 25, 35, 0.5, 0],
    ['the owner’s product asks for half', 1, 29, 0.5, 9],
    ['the owner’s product has used it up', 5, 0, 0.5, 0],
    ['a quarter', 1, 59, 0.25, 9],
    ['all of it', 1, 59, 1, 54],
    ['nearly nothing left', 1, 3, 0.5, 0],
  ])('are, when %s, what our share leaves', (_, made, remaining, share, left) => {
    expect(requestsLeft({ resetAtMs: WINDOW_MS, made }, seen(remaining), share)).toBe(left);
  });

  it('begin anew with a window, and not with an end that slides', () => {
    const first = countRequest(undefined, seen(59));
    expect(first).toEqual({ resetAtMs: WINDOW_MS, made: 1 });
    expect(countRequest(first, seen(58)).made).toBe(2);
    expect(countRequest(first, seen(58, WINDOW_MS + 2_000)).made).toBe(2);
    expect(countRequest(first, seen(59, 2 * WINDOW_MS)).made).toBe(1);
  });

  it('are those of the lowest limit where the vendor names none', () => {
    const first = countRequest(undefined, assumedAllowance(undefined, 5_000));
    expect(first).toEqual({ resetAtMs: WINDOW_MS, made: 1 });
    expect(requestsLeft(first, assumedAllowance(first, 6_000), 0.5)).toBe(23);
    expect(assumedAllowance(first, WINDOW_MS).remaining).toBe(59);
  });

  it('never come to more than our share of a window, whatever others ask meanwhile', () => {
    const others = fc.array(fc.integer({ min: 0, max: 3 }), { minLength: 300, maxLength: 300 });
    const shares = fc.double({ min: 0.05, max: 1, noNaN: true });
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 200 }), shares, others, (limit, share, asked) => {
        let remaining = limit;
        let use: WindowUse | undefined;
        let made = 0;
        for (const byOthers of asked) {
          remaining = Math.max(0, remaining - byOthers);
          if (use && requestsLeft(use, seen(remaining, WINDOW_MS, limit), share) === 0) break;
          if (remaining === 0) break;
          remaining -= 1;
          made += 1;
          use = countRequest(use, seen(remaining, WINDOW_MS, limit));
        }
        expect(made).toBeLessThanOrEqual(Math.max(1, share * limit));
      }),
    );
  });
});

describe('the turn', () => {
  const idLists = fc.uniqueArray(fc.integer({ min: 1, max: 1e9 }).map(String), { maxLength: 60 });

  it('goes by number, from behind the last one to the end', () => {
    expect(stillToRead(['10', '9', '100'], undefined)).toEqual(['9', '10', '100']);
    expect(stillToRead(['10', '9', '100'], '9')).toEqual(['10', '100']);
    expect(stillToRead(['10', '9', '100'], '50')).toEqual(['100']);
    expect(stillToRead(['10', '9', '100'], '100')).toEqual([]);
    expect(stillToRead([], '9')).toEqual([]);
  });

  it('comes to each one once a sweep, however many are read in a run', () => {
    fc.assert(
      fc.property(idLists, fc.integer({ min: 1, max: 25 }), (ids, perRun) => {
        const read: string[] = [];
        for (let left = stillToRead(ids, undefined); left.length > 0; ) {
          read.push(...left.slice(0, perRun));
          left = stillToRead(ids, read.at(-1));
        }
        expect(read.toSorted()).toEqual(ids.toSorted());
      }),
    );
  });
});
