import { burnNumberText } from '../../functions/core/kinds/phrases.ts';
import { terminalColumns } from '../output/columns.ts';
import { isExact } from '../output/exact-number.ts';
import type { ReadingRow } from './reading-row.ts';
import type { SpanRow } from './span-row.ts';

/** One column: rows come one by one, so widths are set beforehand; a wider cell moves its row only. */
interface Column<Row> {
  readonly title: string;
  readonly width: number;
  readonly text: (row: Row) => string;
  /** Left out of a terminal that is too narrow, the highest number first. @default never */
  readonly dispensable?: number;
}

const READINGS: readonly Column<ReadingRow>[] = [
  { title: 'time (UTC)', width: -20, text: ({ time }) => `${time.slice(0, 19)}Z` },
  { title: 'balance', width: 14, text: (row) => `${digits(row.balance)} ${row.currency}` },
  { title: 'spend', width: 9, text: ({ spend }) => digits(spend), dispensable: 3 },
  { title: 'top-up', width: 9, text: ({ topUp }) => digits(topUp), dispensable: 4 },
  {
    title: 'burn/day',
    width: 9,
    text: ({ burnPerDay, state, currency }) => burnNumberText(burnPerDay, state, currency),
    dispensable: 2,
  },
  { title: 'days left', width: 13, text: daysLeft, dispensable: 1 },
];

const SPANS: readonly Column<SpanRow>[] = [
  { title: 'time (UTC)', width: -20, text: ({ time }) => time },
  { title: 'spend', width: 12, text: ({ spend }) => digits(spend) },
  { title: 'top-up', width: 12, text: ({ topUp }) => digits(topUp), dispensable: 2 },
  {
    title: 'balance',
    width: 16,
    text: (row) => `${digits(row.balance)} ${row.currency}`,
    dispensable: 1,
  },
  { title: 'readings', width: 9, text: ({ readings }) => String(readings), dispensable: 3 },
];

export function readingsTable(rows: AsyncIterable<ReadingRow>): AsyncGenerator<string> {
  return tableOf(READINGS, rows);
}

export function spansTable(rows: AsyncIterable<SpanRow>): AsyncGenerator<string> {
  return tableOf(SPANS, rows);
}

/** The title stands above the first row; without a row there is nothing at all. */
async function* tableOf<Row>(
  all: readonly Column<Row>[],
  rows: AsyncIterable<Row>,
): AsyncGenerator<string> {
  const columns = fitting(all, terminalColumns());
  let isFirst = true;
  for await (const row of rows) {
    if (isFirst) yield lineOf(columns.map(({ title, width }) => pad(title, width)));
    isFirst = false;
    yield lineOf(columns.map(({ text, width }) => pad(text(row), width)));
  }
}

/** The columns that a terminal has room for. */
function fitting<Row>(all: readonly Column<Row>[], columns: number): readonly Column<Row>[] {
  const width = all.reduce((sum, one) => sum + Math.abs(one.width) + 1, -1);
  const least = Math.max(...all.map(({ dispensable = 0 }) => dispensable));
  if (width <= columns || least === 0) return all;
  return fitting(
    all.filter(({ dispensable }) => dispensable !== least),
    columns,
  );
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
