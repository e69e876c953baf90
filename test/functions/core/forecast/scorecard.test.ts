import { describe, expect, it } from 'vitest';
import { addIntervals, startHistory } from '../../../../functions/core/forecast/hourly-spend.ts';
import { type PastForecast, scorecardOf } from '../../../../functions/core/forecast/scorecard.ts';
import { HOUR_MS } from '../../../../functions/core/ledger/durations.ts';

const START = Date.UTC(2025, 5, 1);

/** One credit an hour for so many hours, some of them unknown. */
function spending(hours: number, unknown: (hour: number) => boolean = () => false) {
  return addIntervals(
    startHistory(START),
    Array.from({ length: hours }, (_, hour) => ({
      toMs: START + (hour + 1) * HOUR_MS,
      spend: unknown(hour) ? undefined : 1,
    })),
  );
}

const said: PastForecast = {
  atMs: START + 24 * HOUR_MS,
  balance: 50,
  emptyAt: 2,
  runwayDays: { p10: 1.5, p50: 2, p90: 3 },
};

describe('the scorecard', () => {
  it('says when the balance of then was used up', () => {
    const card = scorecardOf(said, spending(100));
    expect(card).toEqual({
      kind: 'used-up',
      atMs: said.atMs + 48 * HOUR_MS,
      days: 2,
      place: 'as-expected',
    });
  });

  it('says whether that was earlier or later than expected', () => {
    const place = (balance: number) => {
      const card = scorecardOf({ ...said, balance }, spending(200));
      return card.kind === 'used-up' ? card.place : card.kind;
    };
    expect(place(22)).toBe('earlier');
    expect(place(102)).toBe('later');
  });

  it('counts a refill on which the forecast counted, from when it came, and no other', () => {
    const refill = (hours: number) => ({ atMs: said.atMs + hours * HOUR_MS, gain: 30 });
    const daysWith = (...hours: number[]) => {
      const card = scorecardOf({ ...said, resets: hours.map(refill) }, spending(200));
      return card.kind === 'used-up' ? card.days * 24 : card.kind;
    };
    expect(daysWith(24)).toBe(48 + 30);
    expect(daysWith(24, 60)).toBe(48 + 60);
    expect(daysWith(-1)).toBe(48);
    expect(daysWith(50)).toBe(48);
  });

  it('says how far along an open forecast is', () => {
    expect(scorecardOf(said, spending(48))).toEqual({
      kind: 'under-way',
      elapsedDays: 1,
      usedShare: 0.5,
    });
  });

  it('calls an open forecast later once p90 has passed', () => {
    const card = scorecardOf({ ...said, balance: 1000 }, spending(24 + 80));
    expect(card).toMatchObject({ kind: 'under-way', place: 'later' });
  });

  it('takes a few unknown hours for usual ones and admits when they are too many', () => {
    const few = scorecardOf(
      said,
      spending(100, (hour) => hour === 30),
    );
    expect(few).toMatchObject({ kind: 'used-up', days: 2 });
    const many = scorecardOf(
      said,
      spending(100, (hour) => hour % 4 === 0),
    );
    expect(many).toEqual({ kind: 'unknown', unknownHours: 19 });
  });

  it('does not know what is older than its memory', () => {
    const card = scorecardOf(said, spending(24 * 40));
    expect(card.kind).toBe('unknown');
  });

  it('counts from the middle of an hour', () => {
    const card = scorecardOf({ ...said, atMs: START + 24.5 * HOUR_MS }, spending(100));
    expect(card).toMatchObject({ kind: 'used-up', days: 2 });
  });

  it('knows nothing new when no time has passed', () => {
    expect(scorecardOf(said, spending(24))).toEqual({
      kind: 'under-way',
      elapsedDays: 0,
      usedShare: 0,
    });
  });

  it('counts a wallet that was empty then as used up', () => {
    expect(scorecardOf({ ...said, balance: 1 }, spending(48))).toMatchObject({
      kind: 'used-up',
      days: 0,
    });
  });
});
