import { once } from 'node:events';
import type { Writable } from 'node:stream';
import { answerBatchLine, type BatchAnswer } from './batch-line.ts';
import { linesOf } from './lines.ts';

export interface BatchCount {
  readonly answered: number;
  readonly refused: number;
}

/** Answers line for line, in order; waits whenever the reader of the answers is slower. */
export async function answerBatch(
  input: AsyncIterable<Uint8Array | string>,
  output: Writable,
): Promise<BatchCount> {
  let answered = 0;
  let refused = 0;
  let lineNumber = 0;
  for await (const line of linesOf(input)) {
    lineNumber += 1;
    if (line?.trim() === '') continue;
    const answer: BatchAnswer =
      line === undefined
        ? { id: null, error: `line ${lineNumber}: the line is too long` }
        : answerBatchLine(line, lineNumber);
    if ('error' in answer) refused += 1;
    else answered += 1;
    if (!output.write(`${JSON.stringify(answer)}\n`)) await once(output, 'drain');
  }
  return { answered, refused };
}
