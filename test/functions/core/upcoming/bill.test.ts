import { describe, expect, it } from 'vitest';
import { DAY_MS, HOUR_MS } from '../../../../functions/core/ledger/durations.ts';
import type { Interval } from '../../../../functions/core/ledger/spend.ts';
import {
  type Bill,
  billAfterAnswer,
  debitsOf,
  soundDebit,
  withoutBill,
} from '../../../../functions/core/upcoming/bill.ts';
import { START_MS } from '../../../support/falling-wallet.ts';

const sqc = (decimal: string) => ({ decimal, currency: 'SQC' });
const DUE_MS = START_MS + 10 * DAY_MS;
const bill: Bill = { readOn: '2026-11-02', next: { atMs: DUE_MS, amount: sqc('66') } };

function spending(toMs: number, decimal: string): Interval {
  return { kind: 'spend', fromMs: toMs - HOUR_MS, toMs, spend: sqc(decimal) };
}

describe('a bill', () => {
  it('is sound in the wallet’s currency, with an amount and a time to come', () => {
    expect(soundDebit(sqc('66'), DUE_MS, 'SQC', START_MS)).toEqual(bill.next);
    expect(soundDebit(sqc('66'), DUE_MS, 'USD', START_MS)).toBeUndefined();
    expect(soundDebit(sqc('66'), START_MS, 'SQC', START_MS)).toBeUndefined();
    expect(soundDebit(sqc('-1'), DUE_MS, 'SQC', START_MS)).toBeUndefined();
    expect(soundDebit(sqc('0'), DUE_MS, 'SQC', START_MS)).toBeUndefined();
    expect(soundDebit(undefined, DUE_MS, 'SQC', START_MS)).toBeUndefined();
    expect(soundDebit(sqc('66'), undefined, 'SQC', START_MS)).toBeUndefined();
  });

  it('is taken out of the spend when it is charged, and the next one is foreseen', () => {
    const after = withoutBill(bill, spending(DUE_MS, '68'), 68);
    expect(after.spend).toBe(2);
    expect(after.bill?.due).toBeUndefined();
    expect(after.bill?.next?.atMs).toBe(Date.parse('2026-12-12T00:00:00Z'));
  });

  it('is waited for when it is late, for two days', () => {
    const early = withoutBill(bill, spending(DUE_MS, '2'), 2);
    expect(early.bill?.due).toEqual(bill.next);
    expect(withoutBill(early.bill, spending(DUE_MS + HOUR_MS, '67'), 67).spend).toBe(1);
    const never = withoutBill(early.bill, spending(DUE_MS + 3 * DAY_MS, '2'), 2);
    expect(never.bill?.due).toBeUndefined();
  });

  it('is not looked for before its time, and unknown spend stays unknown', () => {
    expect(withoutBill(bill, spending(DUE_MS - 1, '68'), 68)).toEqual({ bill, spend: 68 });
    expect(withoutBill(bill, spending(DUE_MS, '68'), undefined).spend).toBeUndefined();
  });

  it('goes on as it was known when the vendor could not be asked, and ends when there is none', () => {
    expect(billAfterAnswer(bill, { readOn: '2026-11-03' })).toEqual({
      ...bill,
      readOn: '2026-11-03',
    });
    expect(billAfterAnswer(bill, { readOn: '2026-11-03', next: null })).toEqual({
      readOn: '2026-11-03',
    });
    expect(billAfterAnswer(undefined, undefined)).toBeUndefined();
  });

  it('is foreseen a year ahead, monthly, and not in the past', () => {
    expect(debitsOf(bill, START_MS).slice(0, 2)).toEqual([
      { atMs: DUE_MS, change: -66 },
      { atMs: Date.parse('2026-12-12T00:00:00Z'), change: -66 },
    ]);
    expect(debitsOf(bill, DUE_MS)).toEqual([]);
    expect(debitsOf(undefined, START_MS)).toEqual([]);
  });
});
