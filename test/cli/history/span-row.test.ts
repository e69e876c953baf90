import { expect, it } from 'vitest';
import { dayRows, hourRows } from '../../../cli/history/span-row.ts';
import type { RecordedReading } from '../../../functions/adapters/table/history-items.ts';
import type { DayTotals } from '../../../functions/core/ledger/day-totals.ts';

const sqc = (decimal: string) => ({ decimal, currency: 'SQC' });

function recorded(time: string, more: Partial<RecordedReading> = {}): RecordedReading {
  const reading = { atMs: Date.parse(time), balance: sqc('5') };
  return { reading, burnPerDay: 0, runwayDays: null, state: 'idle', ...more };
}

function day(date: string): DayTotals {
  return { date, spend: sqc('1'), topUp: sqc('0'), balance: sqc('5'), readings: 96 };
}

async function* each<T>(items: readonly T[]): AsyncGenerator<T> {
  yield* items;
}

it('adds up the hours exactly, and leaves out those without a reading', async () => {
  const rows = await Array.fromAsync(
    hourRows(
      each([
        recorded('2026-11-22T10:00:00Z', { spend: sqc('0.1') }),
        recorded('2026-11-22T10:59:59Z', { spend: sqc('0.2') }),
        recorded('2026-11-22T13:00:00Z', { topUp: sqc('750') }),
      ]),
    ),
  );
  expect(rows.map((row) => JSON.stringify(row))).toEqual([
    '{"time":"2026-11-22T10:00:00Z","spend":0.3,"topUp":0,"balance":5,"currency":"SQC","readings":2}',
    '{"time":"2026-11-22T13:00:00Z","spend":0,"topUp":750,"balance":5,"currency":"SQC","readings":1}',
  ]);
});

it('makes two rows of an hour in which the currency changed', async () => {
  const balance = { decimal: '1', currency: 'USD' };
  const later = recorded('2026-11-22T10:30:00Z', {
    reading: { atMs: Date.parse('2026-11-22T10:30:00Z'), balance },
  });
  const rows = await Array.fromAsync(hourRows(each([recorded('2026-11-22T10:00:00Z'), later])));
  expect(rows.map(({ currency }) => currency)).toEqual(['SQC', 'USD']);
});

it('shows the closed days, then those that only the state knows, each once', async () => {
  const state = {
    closedDays: [day('2026-11-20'), day('2026-11-21')],
    series: { today: day('2026-11-22') },
  };
  const closed = each([day('2026-11-19'), day('2026-11-20')]);
  const rows = await Array.fromAsync(dayRows(closed, state, '2026-11-19'));
  const dates = ['2026-11-19', '2026-11-20', '2026-11-21', '2026-11-22'];
  expect(rows.map(({ time }) => time)).toEqual(dates);
});

it('leaves out days before the one asked for', async () => {
  const state = { closedDays: [day('2026-11-21')], series: { today: day('2026-11-22') } };
  expect(await Array.fromAsync(dayRows(each([]), state, '2026-11-23'))).toEqual([]);
});
