import { readFile } from 'node:fs/promises';
import { type CastingContext, CsvError, parse } from 'csv-parse/sync';
import { cleanName } from '../../functions/core/wording/clean-name.ts';
import { CommandError } from '../command-error.ts';
import { quote, readInstant } from './instant.ts';
import { inOrder, type ObservedBalance } from './series.ts';

/** The library quotes what it could not read, which may be the whole file. */
const MAX_COMPLAINT = 160;

/** Thrown when readings cannot be used; the message names every line. */
export class BadReadingsError extends CommandError {}

const SHOWN_FAULTS = 10;
const DECIMAL = /^[+-]?\d{1,20}(\.\d+)?$/;

/**
 * Reads a CSV file with the columns `time` (ISO 8601 with a zone) and `balance`; further columns are passed over,
 * the order does not matter, exact duplicates are dropped.
 * @param untilMs no reading may be later, epoch milliseconds.
 * @throws BadReadingsError naming every line that cannot be used, ten at most.
 */
export async function readReadings(path: string, untilMs: number): Promise<ObservedBalance[]> {
  const faults: string[] = [];
  const observed: ObservedBalance[] = [];
  for (const { time, balance, line } of rowsOf(await textOf(path), path)) {
    const read = readRow(time, balance, line, untilMs);
    if (typeof read === 'string') faults.push(`line ${line}: ${read}`);
    else observed.push(read);
  }
  if (faults.length === 0) {
    const series = inOrder(observed, 'line');
    if (typeof series !== 'string' && series.length > 0) return [...series];
    faults.push(typeof series === 'string' ? series : 'there are no readings below the header');
  }
  const more = faults.length - SHOWN_FAULTS;
  const shown = more > 0 ? [...faults.slice(0, SHOWN_FAULTS), `and ${more} more`] : faults;
  throw new BadReadingsError(`${path}: ${shown.join('\n  ')}`);
}

interface Row {
  readonly time: string;
  readonly balance: string;
  readonly line: number;
}

function rowsOf(text: string, path: string): Row[] {
  if (text.trim() === '') throw new BadReadingsError(`${path} is empty`);
  let lines: { record: string[]; info: Pick<CastingContext, 'lines'> }[];
  try {
    lines = parse(text, {
      bom: true,
      info: true,
      trim: true,
      relax_column_count: true,
      skip_empty_lines: true,
    }) as unknown as typeof lines;
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    throw new BadReadingsError(
      `${path} is no CSV file: ${cleanName(error.message, MAX_COMPLAINT)}`,
      { cause: error },
    );
  }
  const header = lines[0]?.record ?? [];
  const [time, balance] = [header.indexOf('time'), header.indexOf('balance')];
  if (time < 0 || balance < 0) {
    throw new BadReadingsError(`${path}: line 1 must name the columns time,balance`);
  }
  return lines.slice(1).map(({ record, info }) => ({
    time: record[time] ?? '',
    balance: record[balance] ?? '',
    line: info.lines,
  }));
}

function readRow(
  time: string,
  balance: string,
  line: number,
  untilMs: number,
): ObservedBalance | string {
  const atMs = readInstant(time);
  if (typeof atMs === 'string') return atMs;
  if (atMs > untilMs) {
    return `time ${quote(time)} is later than now (${new Date(untilMs).toISOString()})`;
  }
  if (!DECIMAL.test(balance)) return `balance ${quote(balance)} is no plain decimal`;
  return { atMs, balance: Number(balance), where: line };
}

async function textOf(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    throw new BadReadingsError(`cannot read ${path}: ${(error as Error).message}`, {
      cause: error,
    });
  }
}
