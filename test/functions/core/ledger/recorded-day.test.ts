import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseAmount, zero } from '../../../../functions/core/ledger/amount.ts';
import { dateOf } from '../../../../functions/core/ledger/day-totals.ts';
import { DAY_MS } from '../../../../functions/core/ledger/durations.ts';
import {
  isFarOff,
  lastDailyAnswer,
  type RecordedDay,
  usageCheckOf,
} from '../../../../functions/core/ledger/recorded-day.ts';
import { usageText } from '../../../../functions/core/wording/usage.ts';
import { START_MS } from '../../../support/falling-wallet.ts';

/** So many closed days, of which the last carries a look. */
function daysOf(
  count: number,
  spend: number,
  look: Partial<RecordedDay> = {},
  currency = 'SQC',
): RecordedDay[] {
  return Array.from({ length: count }, (_, at) => ({
    date: dateOf(START_MS + at * DAY_MS),
    spend: parseAmount(spend, currency),
    topUp: zero(currency),
    balance: parseAmount(500, currency),
    readings: 96,
    ...(at === count - 1 && look),
  }));
}
const soonAfter = (days: readonly RecordedDay[], late = 0.5 * DAY_MS) =>
  Date.parse(days.at(-1)?.date ?? '') + DAY_MS + late;

describe('the vendor’s own count of seven days', () => {
  it('stands beside the sum of the last seven closed days', () => {
    const days = daysOf(10, 100, { creditsUsed7d: 690, requests7d: 31 });
    const check = usageCheckOf(days, soonAfter(days));
    expect(check).toEqual({
      date: '2026-11-11',
      credits: 690,
      requests: 31,
      spent: 700,
      currency: 'SQC',
    });
    expect(check && usageText(check)).toBe(
      'SmartlyQ counts 690 credits in 7 days, the balance fell by 700 SQC',
    );
  });

  it('gets a word where the two differ by more than a fifth, and the word knows in which direction', () => {
    const check = { date: '2026-11-11', credits: 100, spent: 80, currency: 'SQC' };
    expect(isFarOff(check)).toBe(false);
    expect(isFarOff({ ...check, spent: 79 })).toBe(true);
    expect(usageText({ ...check, spent: 50 })).toContain('not seen in the balance');
    expect(usageText({ ...check, spent: 200 })).toContain('something else than usage');
    expect(usageText({ ...check, spent: 1.5, currency: 'USD' })).toContain('fell by 1.50 USD');
  });

  it('is not compared where the vendor told none, or nothing was used by either', () => {
    const silent = daysOf(10, 100, { requests7d: 31 });
    expect(usageCheckOf(silent, soonAfter(silent))).toBeUndefined();
    const idle = daysOf(10, 0, { creditsUsed7d: 0 });
    expect(usageCheckOf(idle, soonAfter(idle))).toBeUndefined();
    expect(usageCheckOf([], START_MS)).toBeUndefined();
  });

  it('is not compared before seven days were watched from their beginning', () => {
    const young = daysOf(7, 100, { creditsUsed7d: 690 });
    expect(usageCheckOf(young, soonAfter(young))).toBeUndefined();
    const old = daysOf(8, 100, { creditsUsed7d: 690 });
    expect(usageCheckOf(old, soonAfter(old))?.spent).toBe(700);
  });

  it('counts a day without readings by the day on which its spend was seen', () => {
    const days = daysOf(10, 100, { creditsUsed7d: 690 });
    const gap = days
      .filter((_, at) => at !== 5)
      .map((day) =>
        day.date === days[6]?.date ? { ...day, spend: parseAmount(200, 'SQC') } : day,
      );
    expect(usageCheckOf(gap, soonAfter(gap))?.spent).toBe(700);
    const openAtTheStart = days.filter((_, at) => at !== 2);
    expect(usageCheckOf(openAtTheStart, soonAfter(days))).toBeUndefined();
  });

  it('is not compared over a change of currency, and not when it is old', () => {
    const days = daysOf(10, 100, { creditsUsed7d: 690 });
    const changed = [...daysOf(6, 1, {}, 'USD'), ...days.slice(6)];
    expect(usageCheckOf(changed, soonAfter(days))).toBeUndefined();
    expect(usageCheckOf(days, soonAfter(days, 2 * DAY_MS))).toBeUndefined();
  });

  it('never depends on the size of a credit', () => {
    const amount = fc.double({ min: 0.01, max: 1e6, noNaN: true });
    fc.assert(
      fc.property(amount, amount, fc.integer({ min: -20, max: 20 }), (credits, spent, power) => {
        const check = { date: '2026-11-11', credits, spent, currency: 'SQC' };
        const scale = 2 ** power;
        expect(isFarOff({ ...check, credits: credits * scale, spent: spent * scale })).toBe(
          isFarOff(check),
        );
        expect(isFarOff({ ...check, credits: spent, spent: credits })).toBe(isFarOff(check));
      }),
    );
  });
});

describe('what the last row says', () => {
  it('is news for two days', () => {
    const days = daysOf(3, 1, { isWebhookPaused: true });
    expect(lastDailyAnswer(days, soonAfter(days))?.isWebhookPaused).toBe(true);
    expect(lastDailyAnswer(days, soonAfter(days, DAY_MS))?.isWebhookPaused).toBe(true);
    expect(lastDailyAnswer(days, soonAfter(days, 2 * DAY_MS))).toBeUndefined();
  });

  it('ends what an earlier one said', () => {
    const days = daysOf(3, 1);
    const [first, ...rest] = days;
    if (first === undefined) throw new Error('three days');
    const seen = lastDailyAnswer([{ ...first, isWebhookPaused: true }, ...rest], soonAfter(days));
    expect(seen?.isWebhookPaused).toBeUndefined();
  });
});
