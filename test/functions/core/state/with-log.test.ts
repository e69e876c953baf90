import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  BACKLOG_DAYS,
  backlogAt,
  isLogDue,
  type LogBacklog,
  pendingDates,
} from '../../../../functions/core/attribution/log-backlog.ts';
import {
  type LogDay,
  readFurther,
  unreadDay,
} from '../../../../functions/core/attribution/log-day.ts';
import { addIntervals, startHistory } from '../../../../functions/core/forecast/hourly-spend.ts';
import { parseAmount } from '../../../../functions/core/ledger/amount.ts';
import { dateOf, openDay } from '../../../../functions/core/ledger/day-totals.ts';
import { DAY_MS, HOUR_MS } from '../../../../functions/core/ledger/durations.ts';
import type { Series } from '../../../../functions/core/state/wallet-state.ts';
import { withLog } from '../../../../functions/core/state/with-log.ts';

const NOW_MS = Date.parse('2026-11-24T09:20:00Z');
const HOUR = 3_600;

/** A day of which each hour spent `perHour`, with its rhythm. */
function dayOf(date: string, perHour: number): LogDay {
  const startMs = Date.parse(date);
  const calls = Array.from({ length: 24 }, (_, hour) => ({
    id: `${date}${hour}`,
    atMs: startMs + hour * HOUR * 1_000,
    cost: perHour * (1 + (hour % 3)),
    type: 'videos',
    isRefused: false,
  }));
  return readFurther(unreadDay(date), calls, startMs);
}
const daysUpTo = (count: number, perHour: number) =>
  Array.from({ length: count }, (_, age) => dayOf(dateOf(NOW_MS - (age + 1) * DAY_MS), perHour));

/** Watched for `hours` at `perHour`, with the same rhythm. */
function watched(hours: number, perHour: number, currency: string): Series {
  const firstMs = NOW_MS - hours * HOUR_MS;
  const intervals = [];
  for (let atMs = firstMs; atMs < NOW_MS; ) {
    const toMs = Math.min(NOW_MS, (Math.floor(atMs / HOUR_MS) + 1) * HOUR_MS);
    const hour = new Date(atMs).getUTCHours();
    intervals.push({ toMs, spend: (perHour * (1 + (hour % 3)) * (toMs - atMs)) / HOUR_MS });
    atMs = toMs;
  }
  const balance = parseAmount(100, currency);
  return {
    lastReading: { atMs: NOW_MS, balance },
    spend: addIntervals(startHistory(firstMs), intervals),
    today: openDay(dateOf(NOW_MS), balance),
  };
}

describe('the backlog of the request log', () => {
  it('begins with 28 days, and asks for each once', () => {
    const log = backlogAt(undefined, NOW_MS);
    const dates = pendingDates(log);
    expect(dates).toHaveLength(BACKLOG_DAYS);
    expect([dates[0], dates.at(-1)]).toEqual(['2026-11-23', '2026-10-27']);
    const { log: after } = withLog(watched(1, 1, 'USD'), daysUpTo(BACKLOG_DAYS, 1), NOW_MS);
    expect(after?.pending).toBe(0);
    expect(isLogDue(after, NOW_MS)).toBe(false);
    expect(isLogDue(after, NOW_MS + DAY_MS)).toBe(true);
    expect(after && pendingDates(backlogAt(after, NOW_MS + DAY_MS))).toEqual(['2026-11-24']);
  });

  it('waits until a day’s last calls are in the log', () => {
    const midnight = Date.parse('2026-11-25');
    expect(backlogAt(undefined, midnight + 60_000).lastDate).toBe('2026-11-23');
    expect(backlogAt(undefined, midnight + HOUR_MS).lastDate).toBe('2026-11-24');
  });

  it('never forgets and never repeats a day, in whatever order and pauses they come', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.record({
            hours: fc.integer({ min: 0, max: 80 }),
            ages: fc.array(fc.nat(BACKLOG_DAYS - 1), { maxLength: 12 }),
          }),
          { maxLength: 12 },
        ),
        (steps) => {
          let nowMs = NOW_MS;
          let series = watched(1, 1, 'USD');
          const begun = new Set(pendingDates(backlogAt(undefined, nowMs)));
          const read = new Set<string>();
          for (const { hours, ages } of steps) {
            nowMs += hours * HOUR_MS;
            const log = backlogAt(series.log, nowMs);
            for (const date of pendingDates(log)) begun.add(date);
            const dates = ages.map((age) => dateOf(Date.parse(log.lastDate) - age * DAY_MS));
            series = withLog(
              series,
              dates.map((date) => dayOf(date, 1)),
              nowMs,
            );
            for (const date of dates) read.add(date);
            const oldest = dateOf(Date.parse(log.lastDate) - (BACKLOG_DAYS - 1) * DAY_MS);
            const expected = [...begun].filter((date) => date >= oldest && !read.has(date));
            expect(series.log && pendingDates(series.log).toSorted()).toEqual(expected.toSorted());
          }
        },
      ),
      { numRuns: 60 },
    );
  });

  it('rests for the day on which it was refused', () => {
    const refused: LogBacklog = { ...backlogAt(undefined, NOW_MS), refusedOn: '2026-11-24' };
    expect(isLogDue(refused, NOW_MS)).toBe(false);
    expect(isLogDue(refused, NOW_MS + DAY_MS)).toBe(true);
  });
});

describe('hours that the log knows', () => {
  it('come before the first reading, and overwrite nothing that was measured', () => {
    const before = watched(50, 2, 'USD');
    const { spend, log } = withLog(before, daysUpTo(BACKLOG_DAYS, 2.2), NOW_MS);
    expect(log?.ratio).toBeCloseTo(2 / 2.2, 3);
    const measured = before.spend.closed.length;
    expect(spend.closed.slice(-(measured - 1))).toEqual(before.spend.closed.slice(1));
    expect(spend.closed.length).toBe(28 * 24);
    expect(spend.open).toEqual(before.spend.open);
    // At the balance's own scale: 2, 4 or 6 an hour.
    expect(spend.closed[25]).toBeCloseTo(2 * (1 + (10 % 3)), 1);
    expect([...spend.closed].every((hour) => !Number.isNaN(hour))).toBe(true);
  });

  it('are unknown before the first call: a new wallet has no weeks without spend behind it', () => {
    const used = daysUpTo(3, 2);
    const unused = daysUpTo(28, 0).slice(3);
    const { spend } = withLog(watched(3, 2, 'USD'), [...used, ...unused], NOW_MS);
    const known = [...spend.closed].filter((hour) => !Number.isNaN(hour));
    expect(known.length).toBeGreaterThanOrEqual(3 * 24);
    expect(known.length).toBeLessThanOrEqual(3 * 24 + 10);
    expect(known).not.toContain(0);
  });

  it('are taken at one to one from a wallet in the log’s currency that was just connected', () => {
    const { spend, log } = withLog(watched(0.2, 1, 'USD'), daysUpTo(BACKLOG_DAYS, 1), NOW_MS);
    expect(log?.ratio).toBe(1);
    expect(spend.closed.filter((hour) => hour > 0).length).toBeGreaterThan(27 * 24);
  });

  it('wait in another currency for the ratio, which is learnt from what both know', () => {
    const first = withLog(watched(0.2, 1, 'SQC'), daysUpTo(BACKLOG_DAYS, 0.02), NOW_MS);
    expect(first.spend.closed.some((hour) => hour > 0)).toBe(false);
    expect([first.log?.pending, first.log?.ratio]).toEqual([0, undefined]);
    const later = watched(30, 1, 'SQC');
    const { spend, log } = withLog(later, daysUpTo(BACKLOG_DAYS, 0.02), NOW_MS);
    expect(log?.ratio).toBeCloseTo(50, 1);
    expect(spend.closed.filter((hour) => hour > 0).length).toBeGreaterThan(27 * 24);
  });

  it('go again where log and balance contradict each other', () => {
    const trusted = withLog(watched(0.2, 1, 'USD'), daysUpTo(BACKLOG_DAYS, 1), NOW_MS);
    expect(trusted.spend.closed.length).toBeGreaterThan(600);
    const { log, spend } = withLog(watched(40, 0.1, 'USD'), daysUpTo(BACKLOG_DAYS, 1), NOW_MS);
    expect(log?.isContradicted).toBe(true);
    expect(spend.closed.length).toBeLessThanOrEqual(41);
  });
});
