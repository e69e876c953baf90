import { type Amount, minus, plus, zero } from './amount.ts';
import { type DayTotals, dateOf } from './day-totals.ts';
import type { Reading } from './reading.ts';
import type { IntervalSums } from './spend.ts';

/** A reading as it stands in the history. */
export interface LedgerReading extends IntervalSums {
  readonly reading: Reading;
}

/** Where the history does not add up. Amounts are decimals in the wallet's currency; "none": not recorded. */
export type Discrepancy =
  | {
      /** `expected`: the change of the balance since the reading before; `recorded`: top-up + reset change − spend. */
      readonly kind: 'reading';
      readonly atMs: number;
      readonly expected: string;
      readonly recorded: string;
    }
  | {
      /** `expected`: what the day's readings come to; `recorded`: what its row says. */
      readonly kind: 'day';
      readonly date: string;
      readonly field: 'row' | 'spend' | 'topUp' | 'resetChange' | 'balance' | 'readings';
      readonly expected: string;
      readonly recorded: string;
    };

const NONE = 'none';
const FIELDS = ['spend', 'topUp', 'resetChange', 'balance', 'readings'] as const;

/**
 * The invariant of a wallet's history, as it holds after every poll: what the readings record adds up to the change
 * of the balance, and a day's row to its readings. A change of currency begins anew; the row of its day counts the
 * readings after it.
 * @param readings in order of time, without a gap; the first one's own interval is not checked
 * @param days rows of UTC days all of whose readings are given. A poll writes the row of a closed day one poll later:
 *   to check at any moment, add the state's `closedDays` and its `today`. A day before the last row that has readings
 *   and no row is a discrepancy.
 * @returns none: it adds up
 */
export function discrepanciesOf(
  readings: readonly LedgerReading[],
  days: readonly DayTotals[],
): Discrepancy[] {
  return [...readingDiscrepancies(readings), ...dayDiscrepancies(readings, days)];
}

function* readingDiscrepancies(readings: readonly LedgerReading[]): Generator<Discrepancy> {
  for (const [at, { reading, spend, topUp, resetChange }] of readings.entries()) {
    const previous = readings[at - 1]?.reading;
    const { currency } = reading.balance;
    if (previous?.balance.currency !== currency) continue;
    const nothing = zero(currency);
    const isRecorded = (spend ?? topUp ?? resetChange) !== undefined;
    const cameIn = plus(topUp ?? nothing, resetChange ?? nothing);
    const recorded = isRecorded ? minus(cameIn, spend ?? nothing).decimal : NONE;
    const expected = minus(reading.balance, previous.balance).decimal;
    if (recorded !== expected) yield { kind: 'reading', atMs: reading.atMs, expected, recorded };
  }
}

function* dayDiscrepancies(
  readings: readonly LedgerReading[],
  days: readonly DayTotals[],
): Generator<Discrepancy> {
  const byDate = Map.groupBy(readings, ({ reading }) => dateOf(reading.atMs));
  const rows = new Map(days.map((day) => [day.date, day]));
  const lastRow = [...rows.keys()].toSorted().at(-1) ?? '';
  const dates = new Set([...rows.keys(), ...byDate.keys()]);
  for (const date of [...dates].toSorted()) {
    const totals = totalsOf(date, byDate.get(date) ?? []);
    const row = rows.get(date);
    if (row === undefined) {
      const expected = `${totals?.readings ?? 0} readings`;
      if (date < lastRow) yield { kind: 'day', date, field: 'row', expected, recorded: NONE };
      continue;
    }
    for (const field of FIELDS) {
      const [expected, recorded] = [textOf(totals?.[field]), textOf(row[field])];
      if (expected !== recorded) yield { kind: 'day', date, field, expected, recorded };
    }
  }
}

/** What a day's readings come to since the last change of currency; undefined where there are none. */
function totalsOf(date: string, readings: readonly LedgerReading[]): DayTotals | undefined {
  const last = readings.at(-1)?.reading.balance;
  if (last === undefined) return undefined;
  const nothing = zero(last.currency);
  let totals: DayTotals = { date, spend: nothing, topUp: nothing, balance: last, readings: 0 };
  const changedAt = readings.findLastIndex(
    ({ reading }) => reading.balance.currency !== last.currency,
  );
  for (const { spend = nothing, topUp = nothing, resetChange } of readings.slice(changedAt + 1)) {
    totals = {
      ...totals,
      spend: plus(totals.spend, spend),
      topUp: plus(totals.topUp, topUp),
      ...(resetChange && { resetChange: plus(totals.resetChange ?? nothing, resetChange) }),
      readings: totals.readings + 1,
    };
  }
  return totals;
}

function textOf(value: Amount | number | undefined): string {
  if (value === undefined) return NONE;
  return typeof value === 'number' ? String(value) : value.decimal;
}
