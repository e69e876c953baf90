import { CommandError } from '../command-error.ts';
import type { CsvFile } from '../csv-file.ts';
import { quote, readInstant } from './instant.ts';
import { inOrder, type ObservedBalance } from './series.ts';

/** Thrown when readings cannot be used; the message names every line. */
export class BadReadingsError extends CommandError {}

const SHOWN_FAULTS = 10;
const DECIMAL = /^[+-]?\d{1,20}(\.\d+)?$/;

/**
 * The readings of a file with the columns `time` (ISO 8601 with a zone) and `balance`; further columns are passed over,
 * the order does not matter, exact duplicates are dropped.
 * @param untilMs no reading may be later, epoch milliseconds.
 * @throws BadReadingsError naming every line that cannot be used, ten at most.
 */
export function readingsIn({ path, header, rows }: CsvFile, untilMs: number): ObservedBalance[] {
  if (!header.includes('time') || !header.includes('balance')) {
    throw new BadReadingsError(`${path}: line 1 must name the columns time,balance`);
  }
  const faults: string[] = [];
  const observed: ObservedBalance[] = [];
  for (const { cells, line, fault } of rows) {
    const read = fault ?? readRow(cells.time ?? '', cells.balance ?? '', line, untilMs);
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
