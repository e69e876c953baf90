import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { asSnapshot } from '../../../cli/status/agency-status.ts';
import { datingOf, rankedByDate } from '../../../functions/core/agency/sub-account-snapshot.ts';
import type { ForecastState } from '../../../functions/core/forecast/forecast.ts';
import { parseAmount } from '../../../functions/core/ledger/amount.ts';
import { DAY_MS } from '../../../functions/core/ledger/durations.ts';
import { START_MS } from '../../support/falling-wallet.ts';

const STATES: ForecastState[] = ['learning', 'idle', 'steady', 'bursty', 'unpredictable', 'empty'];

const readings = fc
  .record({
    atMs: fc.integer({ min: START_MS, max: START_MS + DAY_MS }),
    credits: fc.integer({ min: -100, max: 100 }),
    burnPerDay: fc.constantFrom(0, 5, 60),
    p50: fc.option(fc.double({ min: 0, max: 90, noNaN: true })),
    state: fc.constantFrom(...STATES),
  })
  .map(({ atMs, credits, burnPerDay, p50, state }) => ({
    reading: { atMs, balance: parseAmount(String(credits), 'SQC') },
    burnPerDay,
    runwayDays: p50 === null ? null : { p10: p50 / 2, p50, p90: 2 * p50 },
    state,
  }));

const agencies = fc.uniqueArray(
  fc.record({
    subAccount: fc.integer({ min: 1, max: 1e9 }).map(String),
    last: fc.option(readings, { nil: undefined }),
  }),
  { selector: ({ subAccount }) => subAccount, maxLength: 60 },
);

function statuses(agency: typeof agencies extends fc.Arbitrary<infer T> ? T : never) {
  return agency.map(({ subAccount, last }) => ({
    wallet: { id: `main/${subAccount}`, name: subAccount, subAccount },
    last,
  }));
}

describe('the rank of a sub-account', () => {
  it('is the same in whatever order they come, and loses none', () => {
    fc.assert(
      fc.property(agencies, fc.infiniteStream(fc.nat()), (agency, keys) => {
        const ranked = rankedByDate(statuses(agency), asSnapshot);
        const shuffled = statuses(agency)
          .map((status) => ({ status, key: keys.next().value }))
          .sort((a, b) => a.key - b.key)
          .map(({ status }) => status);
        expect(rankedByDate(shuffled, asSnapshot)).toEqual(ranked);
        expect(ranked).toHaveLength(agency.length);
      }),
    );
  });

  it('goes from empty over dates that never fall back to what has no date, and to what was never read', () => {
    const order = ['empty', 'dated', 'not-running-down', 'too-early', 'unread'];
    fc.assert(
      fc.property(agencies, (agency) => {
        const ranked = rankedByDate(statuses(agency), asSnapshot);
        const places = ranked.map(({ last }) => order.indexOf(datingOf(last)));
        expect(places).toEqual(places.toSorted());
        const dates = ranked
          .filter(({ last }) => datingOf(last) === 'dated')
          .map(({ last }) => (last?.reading.atMs ?? 0) + (last?.runwayDays?.p50 ?? 0) * DAY_MS);
        expect(dates).toEqual(dates.toSorted((a, b) => a - b));
      }),
    );
  });
});
