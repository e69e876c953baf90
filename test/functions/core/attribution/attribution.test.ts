import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  attributionOf,
  mainPart,
  UNATTRIBUTED,
} from '../../../../functions/core/attribution/attribution.ts';
import type { LoggedCall } from '../../../../functions/core/attribution/logged-call.ts';
import {
  DIMENSIONS,
  joined,
  largest,
  loggedSpendOf,
  NO_SPEND,
  REST,
  UNNAMED,
} from '../../../../functions/core/attribution/logged-spend.ts';

const name = fc.oneof(
  fc.constantFrom('videos', 'images', '__proto__', 'constructor', 'toString', REST),
  fc.string({ minLength: 1, maxLength: 8 }),
);
const optional = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined });
const call: fc.Arbitrary<LoggedCall> = fc.record({
  id: fc.nat().map(String),
  atMs: fc.integer({ min: 0, max: 3_600_000 }),
  cost: fc.oneof(fc.constant(0), fc.double({ min: 1e-6, max: 1e3, noNaN: true })),
  endpoint: optional(name),
  type: optional(name),
  keyId: optional(fc.nat(20).map(String)),
  isRefused: fc.boolean(),
});
const calls = fc.array(call, { maxLength: 80 });
const amount = fc.oneof(fc.constant(0), fc.double({ min: 1e-6, max: 1e5, noNaN: true }));
const ratio = fc.double({ min: 1e-3, max: 1e3, noNaN: true });
const sumOf = (spends: readonly number[]) => spends.reduce((sum, spend) => sum + spend, 0);
const isClose = (a: number, b: number) => Math.abs(a - b) <= 1e-8 * Math.max(1, a, b);

describe('the attribution of a window’s spend', () => {
  it('has parts that add up to the whole, by each dimension', () => {
    fc.assert(
      fc.property(
        calls,
        calls,
        optional(amount),
        ratio,
        amount,
        (some, past, measured, rate, usualTotal) => {
          const window = loggedSpendOf(some);
          const usual = { total: usualTotal, reference: loggedSpendOf(past) };
          const found = attributionOf({ window, measured, currency: 'USD', ratio: rate, usual });
          expect(found.total).toBeGreaterThanOrEqual(measured ?? 0);
          for (const dimension of DIMENSIONS) {
            const parts = found.by[dimension];
            expect(isClose(sumOf(parts.map(({ spend }) => spend)), found.total)).toBe(true);
            expect(
              parts.every(({ spend, share }) => spend > 0 && share > 0 && share <= 1 + 1e-9),
            ).toBe(true);
            if (found.total > 0) expect(sumOf(parts.map(({ share }) => share))).toBeCloseTo(1, 6);
            const spends = parts.map(({ spend }) => spend);
            expect(spends).toEqual(spends.toSorted((a, b) => b - a));
            for (const { usual: usually, timesUsual } of parts) {
              expect(Number.isFinite(usually ?? 0)).toBe(true);
              expect(Number.isFinite(timesUsual ?? 0)).toBe(true);
            }
          }
        },
      ),
    );
  });

  it('does not depend on the size of a credit', () => {
    fc.assert(
      fc.property(calls, amount, fc.integer({ min: -10, max: 10 }), (some, measured, power) => {
        const window = loggedSpendOf(some);
        const scale = 2 ** power;
        const one = attributionOf({ window, measured, currency: 'SQC', ratio: 1 });
        const scaled = attributionOf({
          window,
          measured: measured * scale,
          currency: 'SQC',
          ratio: scale,
        });
        expect(scaled.by.type.map(({ share }) => share)).toEqual(
          one.by.type.map(({ share }) => share),
        );
      }),
    );
  });

  it('is the same of a whole and of its joined pieces, and keeps the sum when only the largest are kept', () => {
    fc.assert(
      fc.property(calls, fc.nat(80), fc.integer({ min: 1, max: 10 }), (some, at, count) => {
        const whole = loggedSpendOf(some);
        const pieces = joined([loggedSpendOf(some.slice(0, at)), loggedSpendOf(some.slice(at))]);
        expect([pieces.calls, pieces.refused]).toEqual([whole.calls, whole.refused]);
        for (const dimension of DIMENSIONS) {
          expect(Object.keys(pieces.by[dimension]).toSorted()).toEqual(
            Object.keys(whole.by[dimension]).toSorted(),
          );
          const kept = largest(whole, count).by[dimension];
          expect(isClose(sumOf(Object.values(kept)), whole.total)).toBe(true);
          const named = Object.keys(kept).filter((one) => one !== REST);
          expect(named.length).toBeLessThanOrEqual(count);
          const smallest = Math.min(...named.map((one) => kept[one] ?? 0));
          for (const [other, cost] of Object.entries(whole.by[dimension])) {
            if (other !== REST && !named.includes(other))
              expect(cost).toBeLessThanOrEqual(smallest);
          }
        }
      }),
    );
  });

  const cost = (type: string | undefined, spend: number, keyId = '7'): LoggedCall => ({
    id: `${type}${spend}`,
    atMs: 0,
    cost: spend,
    type,
    keyId,
    isRefused: false,
  });

  it('names what the log does not explain, and what has no name', () => {
    const window = loggedSpendOf([cost('videos', 6), cost(undefined, 1)]);
    const { by, total } = attributionOf({ window, measured: 10, currency: 'USD', ratio: 1 });
    expect(total).toBe(10);
    expect(by.type.map(({ name: part, spend }) => [part, spend])).toEqual([
      ['videos', 6],
      [UNATTRIBUTED, 3],
      [UNNAMED, 1],
    ]);
  });

  it('compares with the usual of the same hours, and never with next to nothing', () => {
    const reference = loggedSpendOf([cost('videos', 100), cost('text', 900), cost('audio', 0.1)]);
    const window = loggedSpendOf([
      cost('videos', 4),
      cost('text', 9),
      cost('audio', 1),
      cost('new', 2),
    ]);
    const usual = { total: 10, reference };
    const { by } = attributionOf({ window, currency: 'USD', ratio: 1, usual });
    const times = Object.fromEntries(by.type.map((part) => [part.name, part.timesUsual]));
    expect(times.videos).toBeCloseTo(4, 2);
    expect(times.text).toBeCloseTo(1, 2);
    expect(times.audio).toBeUndefined();
    expect(times.new).toBeUndefined();
    expect(mainPart(by.type)?.name).toBe('text');
  });

  it('has nothing to say of no spend', () => {
    const { total, by } = attributionOf({ window: NO_SPEND, currency: 'USD', ratio: 1 });
    expect([total, ...DIMENSIONS.map((dimension) => by[dimension].length)]).toEqual([0, 0, 0, 0]);
    expect(mainPart(by.type)).toBeUndefined();
  });

  it('counts refused calls', () => {
    const refused = { ...cost('videos', 0), isRefused: true };
    expect(loggedSpendOf([refused, refused, cost('videos', 2)])).toMatchObject({
      calls: 1,
      refused: 2,
      total: 2,
    });
  });
});
