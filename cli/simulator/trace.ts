import { readFile } from 'node:fs/promises';
import { CsvError, type Info, parse } from 'csv-parse/sync';
import { cleanName } from '../../functions/core/wording/clean-name.ts';

/** The library quotes what it could not read, which may be the whole file. */
const MAX_COMPLAINT = 160;

/**
 * Thrown when something the user gave (a file, a port, an option's value) cannot be used.
 * The message is for the user as it stands: no stack, exit code 1.
 */
export class BadInputError extends Error {
  override readonly name = 'BadInputError';
}

/** Spend over time, read from a file: rows in order of time, none twice. */
export interface Trace {
  readonly rows: readonly TraceRow[];
  /** What one row covers: the smallest distance between two rows, a second to an hour; an hour for a single row. */
  readonly stepMs: number;
}

export interface TraceRow {
  /** Where the row's step begins, epoch milliseconds. */
  readonly atMs: number;
  /** Credits spent in the step, 0 … 10⁹. */
  readonly spend: number;
}

const HOUR_MS = 3_600_000;
const MAX_SPEND = 1_000_000_000;
const SHOWN_FAULTS = 10;
const TIME = /^(?<day>\d{4}-\d\d-\d\d)[T ]\d\d:\d\d(:\d\d(\.\d{1,9})?)?(?<zone>Z|[+-]\d\d:?\d\d)?$/;
const NUMBER = /^\d+(\.\d+)?(e[+-]?\d{1,3})?$/i;

/**
 * Reads a CSV file with the columns `time` (ISO 8601 with a zone) and `spend` (credits), in steps of an hour or less;
 * further columns are passed over, and rows that are missing spend nothing.
 * @throws BadInputError for a file that cannot be read, is empty or has bad rows: all of them in one error, by line.
 */
export async function readTrace(path: string): Promise<Trace> {
  const faults: string[] = [];
  const rows: TraceRow[] = [];
  for (const { record, info } of parseCsv(await readText(path), path)) {
    const row = readRow(record, rows.at(-1));
    if (typeof row === 'string') faults.push(`line ${info.lines}: ${row}`);
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

async function readText(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    const reason = REASONS[(error as NodeJS.ErrnoException).code ?? ''] ?? (error as Error).message;
    throw new BadInputError(`cannot read ${path}: ${reason}`, { cause: error });
  }
}

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  EACCES: 'no permission',
  EISDIR: 'it is a folder',
};

type CsvRow = { record: Record<string, string | undefined>; info: Info };

function parseCsv(text: string, path: string): CsvRow[] {
  const options = { bom: true, info: true, relax_column_count: true, skip_empty_lines: true };
  let header: string[] = [];
  const columns = (names: string[]) => {
    header = names;
    return names;
  };
  let rows: CsvRow[];
  try {
    rows = parse(text, { ...options, columns, trim: true }) as unknown as CsvRow[];
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    throw new BadInputError(`${path} is no CSV file: ${cleanName(error.message, MAX_COMPLAINT)}`, {
      cause: error,
    });
  }
  if (header.length === 0) throw new BadInputError(`${path} is empty`);
  if (header.includes('time') && header.includes('spend')) return rows;
  throw new BadInputError(`${path}: line 1 must name the columns time,spend`);
}

/** The row, or what is wrong with it. */
function readRow(record: CsvRow['record'], previous: TraceRow | undefined): TraceRow | string {
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
