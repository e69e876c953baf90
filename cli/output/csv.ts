import { Readable } from 'node:stream';
import { stringify } from 'csv-stringify';
import { isExact } from './exact-number.ts';

/** CSV with a header line, in pieces as they come; an absent value is an empty cell. */
export function csv(
  rows: AsyncIterable<object>,
  columns: readonly string[],
): AsyncIterable<string> {
  const cells = async function* (): AsyncGenerator<unknown[]> {
    for await (const row of rows) {
      const found = row as Readonly<Record<string, unknown>>;
      yield columns.map((name) => {
        const value = found[name];
        return isExact(value) ? value.rawJSON : value;
      });
    }
  };
  // A header even where there are no rows: that is still a CSV file.
  const lines = stringify({ header: true, columns: [...columns] });
  const source = Readable.from(cells());
  source.on('error', (error) => lines.destroy(error));
  return source.pipe(lines).setEncoding('utf8');
}
