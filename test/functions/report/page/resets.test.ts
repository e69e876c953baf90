import { describe, expect, it } from 'vitest';
import type { RecordedReading } from '../../../../functions/adapters/table/history-items.ts';
import { parseAmount } from '../../../../functions/core/ledger/amount.ts';
import { MINUTE_MS } from '../../../../functions/core/ledger/durations.ts';
import { pastResets } from '../../../../functions/engine/past-resets.ts';
import { haveMonthlyPart, pastResetText } from '../../../../functions/report/page/resets.ts';

const RESET_MS = Date.parse('2026-11-27T00:00:00Z');
const NEXT_MS = Date.parse('2026-12-27T00:00:00Z');

function read(
  minutes: number,
  monthly: number,
  purchased = 100,
  currency = 'SQC',
): RecordedReading {
  const amount = (value: number) => parseAmount(value, currency);
  return {
    reading: {
      atMs: RESET_MS + minutes * MINUTE_MS,
      balance: amount(monthly + purchased),
      monthly: amount(monthly),
      purchased: amount(purchased),
      monthlyResetAtMs: minutes < 0 ? RESET_MS : NEXT_MS,
    },
    burnPerDay: 10,
    runwayDays: null,
    state: 'steady',
  };
}

describe('past resets', () => {
  it('are found where the monthly part was refilled, with what was lost at most', () => {
    const [reset, ...more] = pastResets([
      read(-20, 45),
      read(-5, 40),
      read(10, 500),
      read(25, 498),
    ]);
    expect(more).toEqual([]);
    expect(reset).toMatchObject({ atMs: RESET_MS + 10 * MINUTE_MS, balance: 600 });
    expect(reset && pastResetText(reset, 'UTC')).toBe(
      'refilled to 500 SQC Fri 27 Nov 00:10; up to 40 SQC of the month before were lost',
    );
  });

  it('lost nothing where the month was used up', () => {
    const [reset] = pastResets([read(-5, 0), read(10, 500)]);
    expect(reset && pastResetText(reset, 'UTC')).toBe('refilled to 500 SQC Fri 27 Nov 00:10');
  });

  it('are no top-ups, and are not seen between two currencies', () => {
    expect(pastResets([read(-20, 40, 100), read(-5, 40, 300)])).toEqual([]);
    expect(pastResets([read(-5, 40, 100, 'USD'), read(10, 500)])).toEqual([]);
    expect(pastResets([])).toEqual([]);
  });
});

describe('a monthly part', () => {
  it('is there where any reading has some of it', () => {
    expect(haveMonthlyPart([read(-5, 0), read(10, 0)])).toBe(false);
    expect(haveMonthlyPart([read(-5, 0), read(10, 500)])).toBe(true);
  });
});
