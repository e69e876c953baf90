import { readFile } from 'node:fs/promises';
import { CsvError, type Info, parse } from 'csv-parse/sync';
import { fileErrorText } from '../functions/settings/file-error.ts';
import { CommandError } from './command-error.ts';

/** A CSV file with a header line. */
export interface CsvFile {
  readonly path: string;
  readonly header: readonly string[];
  readonly rows: readonly CsvRow[];
}

export interface CsvRow {
  /** Counted from 1, the header included. */
  readonly line: number;
  readonly cells: Readonly<Record<string, string | undefined>>;
  /** Why the row cannot be trusted: it has more values than the header has columns. */
  readonly fault?: string;
}

/** @throws CommandError when the file cannot be read, is empty or is not CSV */
export async function readCsvFile(path: string): Promise<CsvFile> {
  const lines = parsed(await textOf(path), path);
  const header = lines[0]?.record ?? [];
  if (header.length === 0) throw new CommandError(`${path} is empty`);
  return {
    path,
    header,
    rows: lines.slice(1).map(({ record, info }) => ({
      line: info.lines,
      cells: Object.fromEntries(header.map((name, at) => [name, record[at]])),
      ...(record.length > header.length && {
        fault: `${record.length} values for ${header.length} columns: write 1234.5, not 1,234.5`,
      }),
    })),
  };
}

async function textOf(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    throw new CommandError(fileErrorText('read', path, error), { cause: error });
  }
}

type CsvLine = { record: string[]; info: Info };

function parsed(text: string, path: string): CsvLine[] {
  const options = { bom: true, info: true, trim: true, skip_empty_lines: true } as const;
  try {
    return parse(text, { ...options, relax_column_count: true }) as unknown as CsvLine[];
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    const { lines } = error as { lines?: number };
    throw new CommandError(
      `${path} is not a CSV file: ${lines === undefined ? '' : `line ${lines}: `}${csvFault(error.code)}`,
      { cause: error },
    );
  }
}

function csvFault(code: string): string {
  switch (code) {
    case 'CSV_QUOTE_NOT_CLOSED':
      return 'a quotation mark is never closed';
    case 'INVALID_OPENING_QUOTE':
    case 'CSV_INVALID_CLOSING_QUOTE':
      return 'a quotation mark stands inside a value; double it, or quote the whole value';
    default:
      return 'it cannot be split into columns; separate values with commas';
  }
}
