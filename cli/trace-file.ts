import { HOUR_MS } from '../functions/core/ledger/durations.ts';
import type { Trace, TraceRow } from '../simulator/trace-spend.ts';
import { CommandError } from './command-error.ts';
import { type CsvFile, readCsvFile } from './csv-file.ts';

/**
 * Thrown when something the user gave (a file, a port, an option's value) cannot be used.
 * The message is for the user as it stands: no stack, exit code 1.
 */
export class BadInputError extends CommandError {
  override readonly name = 'BadInputError';
}

const MAX_SPEND = 1_000_000_000;
const SHOWN_FAULTS = 10;
const TIME = /^(?<day>\d{4}-\d\d-\d\d)[T ]\d\d:\d\d(:\d\d(\.\d{1,9})?)?(?<zone>Z|[+-]\d\d:?\d\d)?$/;
const NUMBER = /^\d+(\.\d+)?(e[+-]?\d{1,3})?$/i;

/** @throws CommandError or BadInputError, as `traceIn` */
export async function readTrace(path: string): Promise<Trace> {
  return traceIn(await readCsvFile(path));
}

/**
 * The trace in a file with the columns `time` (ISO 8601 with a zone) and `spend` (credits), in steps of an hour or less;
 * further columns are passed over, and rows that are missing spend nothing.
 * @throws BadInputError for a file without these columns, without rows or with bad rows: all of them in one error, by line.
 */
export function traceIn({ path, header, rows: lines }: CsvFile): Trace {
  if (!header.includes('time') || !header.includes('spend')) {
    throw new BadInputError(`${path}: line 1 must name the columns time,spend`);
  }
  const faults: string[] = [];
  const rows: TraceRow[] = [];
  for (const { cells, line, fault } of lines) {
    const row = fault ?? readRow(cells, rows.at(-1));
    if (typeof row === 'string') faults.push(`line ${line}: ${row}`);
    else rows.push(row);
  }
  if (faults.length > 0) throw new BadInputError(listFaults(path, faults));
  if (rows.length === 0) throw new BadInputError(`${path} has no rows below its header`);
  return { rows, stepMs: stepOf(rows, path) };
}

/** "FILE: 12 bad rows", the first ten below it and how many there are more. */
export function listFaults(path: string, faults: readonly string[]): string {
  const title = `${path}: ${faults.length} bad ${faults.length === 1 ? 'row' : 'rows'}`;
  const more = faults.length - SHOWN_FAULTS;
  const lines = [
    title,
    ...faults.slice(0, SHOWN_FAULTS),
    ...(more > 0 ? [`and ${more} more`] : []),
  ];
  return lines.join('\n  ');
}

/** The row, or what is wrong with it. */
function readRow(
  record: CsvFile['rows'][number]['cells'],
  previous: TraceRow | undefined,
): TraceRow | string {
  const time = record.time ?? '';
  const spendText = record.spend ?? '';
  const atMs = readTime(time);
  if (typeof atMs === 'string') return atMs;
  const spend = NUMBER.test(spendText) ? Number(spendText) : Number.NaN;
  if (!(spend <= MAX_SPEND)) return `spend ${quote(spendText)} is no number from 0 to 10^9`;
  if (previous && atMs === previous.atMs) return `time ${quote(time)} is there twice`;
  if (previous && atMs < previous.atMs) return `time ${quote(time)} is before the row above`;
  return { atMs, spend };
}

function readTime(text: string): number | string {
  const { day, zone } = TIME.exec(text)?.groups ?? {};
  const atMs = Date.parse(text.replace(' ', 'T'));
  if (!day || Number.isNaN(atMs) || !isInCalendar(day)) {
    return `time ${quote(text)} is no time such as 2025-01-07T00:00:00Z`;
  }
  return zone ? atMs : `time ${quote(text)} has no zone: end it with Z or an offset`;
}

/** Date.parse takes 30 February for 2 March; a real day comes back as it was written. */
function isInCalendar(day: string): boolean {
  return new Date(`${day}T00:00Z`).toISOString().startsWith(day);
}

function stepOf(rows: readonly TraceRow[], path: string): number {
  let stepMs = rows.length === 1 ? HOUR_MS : Number.POSITIVE_INFINITY;
  rows.forEach((row, index) => {
    const previous = rows[index - 1];
    if (previous) stepMs = Math.min(stepMs, row.atMs - previous.atMs);
  });
  if (stepMs < 1000) throw new BadInputError(`${path}: rows are less than a second apart`);
  if (stepMs <= HOUR_MS) return stepMs;
  const hours = Number((stepMs / HOUR_MS).toFixed(1));
  throw new BadInputError(
    `${path}: rows are ${hours} hours apart; steps of an hour or less are needed`,
  );
}

/** Control characters of a file must not reach the terminal. */
function quote(text: string): string {
  const shown = text.length > 40 ? `${text.slice(0, 39)}…` : text;
  return JSON.stringify(shown);
}
