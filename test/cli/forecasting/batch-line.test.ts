import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { answerBatchLine } from '../../../cli/forecasting/batch-line.ts';
import { HOUR_MS } from '../../../functions/core/ledger/durations.ts';

const START = Date.UTC(2025, 0, 7);
type Reading = [string, number];

function falling(hours: number, perHour = 1, from = 1000): Reading[] {
  return Array.from({ length: hours + 1 }, (_, hour) => [
    new Date(START + hour * HOUR_MS).toISOString(),
    from - hour * perHour,
  ]);
}

const answer = (readings: unknown, more = {}) =>
  answerBatchLine(JSON.stringify({ id: 'a', readings, ...more }), 7);
const errorOf = (readings: unknown, more = {}) => {
  const answered = answer(readings, more);
  return 'error' in answered ? answered.error : answered;
};

describe('a batch line', () => {
  it('is answered with id, runway, burn and state, and nothing else', () => {
    const answered = answer(falling(100, 2));
    expect(Object.keys(answered)).toEqual(['id', 'runwayDays', 'burnPerDay', 'state']);
    expect(answered).toMatchObject({ id: 'a', state: 'steady' });
    expect((answered as { burnPerDay: number }).burnPerDay).toBeCloseTo(48);
    const { p50 } = (answered as unknown as { runwayDays: { p50: number } }).runwayDays;
    expect(p50).toBeCloseTo(800 / 48, 6);
  });

  it('takes emptyAt into account', () => {
    expect(answer(falling(100, 2), { emptyAt: 800 })).toMatchObject({
      state: 'empty',
      runwayDays: null,
    });
  });

  it('answers one reading with learning and a constant balance with idle', () => {
    expect(answer(falling(0))).toMatchObject({
      state: 'learning',
      burnPerDay: 0,
      runwayDays: { p10: 0.25, p50: 3, p90: 45 },
    });
    expect(answer(falling(100, 0))).toMatchObject({ state: 'idle', runwayDays: null });
  });

  it('does not care for the order of the readings or for exact duplicates', () => {
    const readings = fc
      .array(fc.double({ min: -50, max: 20, noNaN: true }), { minLength: 2, maxLength: 60 })
      .map((changes) => {
        let balance = 500;
        return changes.map((change, hour): Reading => {
          balance += change;
          return [new Date(START + hour * HOUR_MS).toISOString(), balance];
        });
      });
    const mixed = readings.chain((given) =>
      fc.tuple(
        fc.constant(given),
        fc.shuffledSubarray([...given, ...given], {
          minLength: 2 * given.length,
          maxLength: 2 * given.length,
        }),
      ),
    );
    fc.assert(
      fc.property(mixed, ([given, shuffled]) => {
        expect(answer(shuffled)).toEqual(answer(given));
      }),
      { numRuns: 60 },
    );
  });

  it('learns nothing from a rise, however large', () => {
    const risen = (rise: number) =>
      falling(100).map(
        ([time, balance], hour): Reading => [time, hour < 50 ? balance : balance + rise],
      );
    const balanceKept = (readings: Reading[]) => {
      const answered = answer(readings);
      return 'burnPerDay' in answered ? answered.burnPerDay : undefined;
    };
    expect(balanceKept(risen(500))).toBeCloseTo(24);
    expect(balanceKept(risen(500))).toBe(balanceKept(risen(5000)));
  });

  it('keeps the id of what it refuses and names the line', () => {
    expect(answer(7)).toEqual({
      id: 'a',
      error: 'line 7: "readings" must be a list of [time, balance]',
    });
    expect(answerBatchLine('{"readings":[]}', 3)).toEqual({
      id: null,
      error: 'line 3: "id" must be text or a number',
    });
    for (const text of ['nope', '[]', 'null', '"a"', '{"id":"a"']) {
      expect(answerBatchLine(text, 3)).toEqual({
        id: null,
        error: 'line 3: expected one JSON object',
      });
    }
  });

  it.each([
    ['no readings', [], {}, '"readings" is empty'],
    ['a time without a zone', [['2025-01-07T00:00:00', 1]], {}, 'has no zone'],
    ['a day that is not', [['2025-02-30T00:00:00Z', 1]], {}, 'is not in the calendar'],
    ['a time that is a number', [[1736208000, 1]], {}, 'reading 1: time "1736208000" is no text'],
    ['a balance in text', [['2025-01-07T00:00:00Z', '12']], {}, 'balance "12" is no number'],
    ['a missing balance', [['2025-01-07T00:00:00Z']], {}, 'expected [time, balance]'],
    ['a balance of null', [['2025-01-07T00:00:00Z', null]], {}, 'balance "null" is no number'],
    ['a balance past all bounds', [['2025-01-07T00:00:00Z', 1e30]], {}, 'is no number'],
    ['emptyAt in text', [['2025-01-07T00:00:00Z', 1]], { emptyAt: '2' }, '"emptyAt" "2"'],
    [
      'one moment with two balances',
      [
        ['2025-01-07T00:00:00Z', 2],
        ['2025-01-07T01:00:00+01:00', 1],
      ],
      {},
      'reading 2: 2025-01-07T00:00:00.000Z has another balance than in reading 1',
    ],
  ])('refuses %s', (_, readings, more, fault) => {
    expect(errorOf(readings, more)).toContain(fault);
  });
});
