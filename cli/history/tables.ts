import { numberText } from '../../functions/core/wording/numbers.ts';
import { isExact } from '../output/exact-number.ts';
import type { ReadingRow } from './reading-row.ts';
import type { SpanRow } from './span-row.ts';

/** One column: rows come one by one, so widths are set beforehand; a wider cell moves its row only. */
interface Column<Row> {
  readonly title: string;
  readonly width: number;
  readonly text: (row: Row) => string;
}

const READINGS: readonly Column<ReadingRow>[] = [
  { title: 'time (UTC)', width: -20, text: ({ time }) => `${time.slice(0, 19)}Z` },
  { title: 'balance', width: 14, text: (row) => `${digits(row.balance)} ${row.currency}` },
  { title: 'spend', width: 9, text: ({ spend }) => digits(spend) },
  { title: 'top-up', width: 9, text: ({ topUp }) => digits(topUp) },
  {
    title: 'burn/day',
    width: 9,
    text: ({ burnPerDay, currency }) => numberText(burnPerDay, currency),
  },
  { title: 'days left', width: 13, text: daysLeft },
];

const SPANS: readonly Column<SpanRow>[] = [
  { title: 'time (UTC)', width: -20, text: ({ time }) => time },
  { title: 'spend', width: 12, text: ({ spend }) => digits(spend) },
  { title: 'top-up', width: 12, text: ({ topUp }) => digits(topUp) },
  { title: 'balance', width: 16, text: (row) => `${digits(row.balance)} ${row.currency}` },
  { title: 'readings', width: 9, text: ({ readings }) => String(readings) },
];

export function readingsTable(rows: AsyncIterable<ReadingRow>): AsyncGenerator<string> {
  return tableOf(READINGS, rows);
}

export function spansTable(rows: AsyncIterable<SpanRow>): AsyncGenerator<string> {
  return tableOf(SPANS, rows);
}

/** The title stands above the first row; without a row there is nothing at all. */
async function* tableOf<Row>(
  columns: readonly Column<Row>[],
  rows: AsyncIterable<Row>,
): AsyncGenerator<string> {
  let isFirst = true;
  for await (const row of rows) {
    if (isFirst) yield lineOf(columns.map(({ title, width }) => pad(title, width)));
    isFirst = false;
    yield lineOf(columns.map(({ text, width }) => pad(text(row), width)));
  }
}

function lineOf(cells: readonly string[]): string {
  return `${cells.join(' ').trimEnd()}\n`;
}

/** A negative width aligns to the left. */
function pad(text: string, width: number): string {
  return width < 0 ? text.padEnd(-width) : text.padStart(width);
}

function digits(value: unknown): string {
  return isExact(value) ? value.rawJSON : '';
}

/** "2.9 (2.0-4.4)", or the state where nothing is running down. */
function daysLeft({ runwayP10Days, runwayP50Days, runwayP90Days, state }: ReadingRow): string {
  if (runwayP10Days === undefined || runwayP50Days === undefined || runwayP90Days === undefined) {
    return state;
  }
  const [low, middle, high] = [runwayP10Days, runwayP50Days, runwayP90Days].map(short);
  return `${middle} (${low}-${high})`;
}

function short(days: number): string {
  return days < 10 ? days.toFixed(1) : days < 1_000 ? String(Math.round(days)) : '>999';
}
