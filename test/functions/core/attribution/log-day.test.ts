import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  isWhole,
  KEPT_PARTS,
  readFurther,
  unreadDay,
} from '../../../../functions/core/attribution/log-day.ts';
import type { LoggedCall } from '../../../../functions/core/attribution/logged-call.ts';
import { DAY_MS, HOUR_MS } from '../../../../functions/core/ledger/durations.ts';

const DATE = '2026-11-02';
const START_MS = Date.parse(DATE);

const call = fc.record({
  id: fc.uuid(),
  atMs: fc.integer({ min: -3_600, max: 90_000 }).map((second) => START_MS + second * 1_000),
  cost: fc.integer({ min: 0, max: 1_000 }).map((cost) => cost / 8),
  type: fc.constantFrom('text', 'images', 'videos'),
  keyId: fc.nat(30).map(String),
  isRefused: fc.boolean(),
}) satisfies fc.Arbitrary<LoggedCall>;

describe('a day of the log', () => {
  it('comes to the same in whatever steps it is read, and counts nothing of its neighbours', () => {
    fc.assert(
      fc.property(
        fc.array(call, { maxLength: 60 }),
        fc.array(fc.integer({ min: 0, max: 86_400 }), { maxLength: 6 }),
        (calls, seconds) => {
          const reached = seconds
            .toSorted((a, b) => b - a)
            .map((second) => START_MS + second * 1_000);
          let day = unreadDay(DATE);
          for (const atMs of [...reached, START_MS]) {
            // What is read again in the next step is given again, and counts once.
            const overlapping = calls.filter(
              (one) => one.atMs >= atMs && one.atMs < day.reachedMs + HOUR_MS,
            );
            day = readFurther(day, overlapping, atMs);
          }
          const ofDay = calls.filter(({ atMs }) => atMs >= START_MS && atMs < START_MS + DAY_MS);
          const sum = ofDay.reduce((total, { cost }) => total + cost, 0);
          expect(isWhole(day)).toBe(true);
          expect(day.spend.total).toBeCloseTo(sum, 9);
          expect(day.spend.refused).toBe(ofDay.filter(({ isRefused }) => isRefused).length);
          expect(day.hours.reduce((total, hour) => total + hour, 0)).toBeCloseTo(sum, 9);
          expect(Object.keys(day.spend.by.key).length).toBeLessThanOrEqual(KEPT_PARTS + 1);
        },
      ),
    );
  });

  it('puts each call in its hour', () => {
    const at = (hour: number, cost: number): LoggedCall => ({
      id: `${hour}`,
      atMs: START_MS + hour * HOUR_MS,
      cost,
      isRefused: false,
    });
    const half = readFurther(unreadDay(DATE), [at(23, 2), at(13, 1)], START_MS + 12 * HOUR_MS);
    expect(isWhole(half)).toBe(false);
    const whole = readFurther(half, [at(13, 1), at(0, 4)], START_MS);
    expect([whole.hours[0], whole.hours[13], whole.hours[23]]).toEqual([4, 1, 2]);
    expect(whole.spend.total).toBe(7);
  });
});
