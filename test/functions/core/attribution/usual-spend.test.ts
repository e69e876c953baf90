import { describe, expect, it } from 'vitest';
import {
  type LogDay,
  readFurther,
  unreadDay,
} from '../../../../functions/core/attribution/log-day.ts';
import { usualSpendOf } from '../../../../functions/core/attribution/usual-spend.ts';
import { dateOf } from '../../../../functions/core/ledger/day-totals.ts';
import { DAY_MS, HOUR_MS, WEEK_MS } from '../../../../functions/core/ledger/durations.ts';

const NOW_MS = Date.parse('2026-11-24T12:00:00Z');
const WINDOW = { fromMs: NOW_MS - 6 * HOUR_MS, toMs: NOW_MS };

/** Of each day: 1 an hour, and 3 from 06:00 to 12:00. */
function daysBack(count: number, type: string): LogDay[] {
  return Array.from({ length: count }, (_, age) => {
    const date = dateOf(NOW_MS - (age + 1) * DAY_MS);
    const calls = Array.from({ length: 24 }, (_hour, hour) => ({
      id: `${date}${hour}`,
      atMs: Date.parse(date) + hour * HOUR_MS,
      cost: hour >= 6 && hour < 12 ? 3 : 1,
      type,
      isRefused: false,
    }));
    return readFurther(unreadDay(date), calls, Date.parse(date));
  });
}

describe('the usual spend of a window', () => {
  it('is the mean of the same hours of four weeks, in the wallet’s currency', () => {
    const usual = usualSpendOf(WINDOW, daysBack(29, 'text'), 50);
    expect(usual?.total).toBeCloseTo(18 * 50);
    expect(usual?.reference.by.type.text).toBeGreaterThan(0);
  });

  it('counts a part of an hour as that part', () => {
    const window = { fromMs: NOW_MS - 1.5 * HOUR_MS, toMs: NOW_MS };
    expect(usualSpendOf(window, daysBack(29, 'text'), 1)?.total).toBeCloseTo(4.5);
  });

  it('knows nothing of weeks that were not read, nor of those before the first spend', () => {
    expect(usualSpendOf(WINDOW, daysBack(10, 'text'), 1)?.total).toBeCloseTo(18);
    expect(usualSpendOf(WINDOW, daysBack(5, 'text'), 1)).toBeUndefined();
    const idle = daysBack(29, 'text').map((day) => {
      const isBefore = Date.parse(day.date) < NOW_MS - WEEK_MS - 2 * DAY_MS;
      return isBefore ? readFurther(unreadDay(day.date), [], Date.parse(day.date)) : day;
    });
    expect(usualSpendOf(WINDOW, idle, 1)?.total).toBeCloseTo(18);
    expect(usualSpendOf(WINDOW, [], 1)).toBeUndefined();
  });
});
