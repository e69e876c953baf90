import { once } from 'node:events';

/** A pipe is asked once for some dozens of lines, not once for each. */
const CHUNK_CHARACTERS = 32 * 1024;

/** Data, for whoever reads or pipes it. */
export function print(text: string): void {
  process.stdout.write(text);
}

/** Progress and logs. */
export function note(line: string): void {
  process.stderr.write(`${line}\n`);
}

/** Writes as fast as the reader reads: nothing piles up, however long it is. */
export async function printAll(texts: AsyncIterable<string>): Promise<void> {
  let waiting = '';
  for await (const text of texts) {
    waiting += text;
    if (waiting.length < CHUNK_CHARACTERS) continue;
    await drained(waiting);
    waiting = '';
  }
  await drained(waiting);
}

async function drained(text: string): Promise<void> {
  if (text !== '' && !process.stdout.write(text)) await once(process.stdout, 'drain');
}

/** A JSON array, one element a line, in pieces as they come. */
export async function* jsonArray(rows: AsyncIterable<unknown>): AsyncGenerator<string> {
  let isFirst = true;
  for await (const row of rows) {
    yield `${isFirst ? '[\n' : ',\n'}${JSON.stringify(row)}`;
    isFirst = false;
  }
  yield isFirst ? '[]\n' : '\n]\n';
}
