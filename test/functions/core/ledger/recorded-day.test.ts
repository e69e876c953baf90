import { describe, expect, it } from 'vitest';
import { parseAmount, zero } from '../../../../functions/core/ledger/amount.ts';
import { dateOf } from '../../../../functions/core/ledger/day-totals.ts';
import { DAY_MS } from '../../../../functions/core/ledger/durations.ts';
import {
  lastDailyAnswer,
  type RecordedDay,
} from '../../../../functions/core/ledger/recorded-day.ts';
import { START_MS } from '../../../support/falling-wallet.ts';

/** So many closed days, of which the last carries an answer. */
function daysOf(count: number, answer: Partial<RecordedDay> = {}): RecordedDay[] {
  return Array.from({ length: count }, (_, at) => ({
    date: dateOf(START_MS + at * DAY_MS),
    spend: parseAmount(1, 'SQC'),
    topUp: zero('SQC'),
    balance: parseAmount(500, 'SQC'),
    readings: 96,
    ...(at === count - 1 && answer),
  }));
}
const soonAfter = (days: readonly RecordedDay[], late = 0.5 * DAY_MS) =>
  Date.parse(days.at(-1)?.date ?? '') + DAY_MS + late;

describe('what the last row says', () => {
  it('is news for two days', () => {
    const days = daysOf(3, { isWebhookPaused: true });
    expect(lastDailyAnswer(days, soonAfter(days))?.isWebhookPaused).toBe(true);
    expect(lastDailyAnswer(days, soonAfter(days, DAY_MS))?.isWebhookPaused).toBe(true);
    expect(lastDailyAnswer(days, soonAfter(days, 2 * DAY_MS))).toBeUndefined();
  });

  it('ends what an earlier one said', () => {
    const days = daysOf(3);
    const [first, ...rest] = days;
    if (first === undefined) throw new Error('three days');
    const seen = lastDailyAnswer([{ ...first, isWebhookPaused: true }, ...rest], soonAfter(days));
    expect(seen?.isWebhookPaused).toBeUndefined();
  });
});
