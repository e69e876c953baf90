import { Writable } from 'node:stream';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { answerBatch } from '../../../cli/forecasting/batch.ts';
import { linesOf } from '../../../cli/forecasting/lines.ts';

/** A reader that is never ready at once. */
function slowReader() {
  const written: string[] = [];
  const output = new Writable({
    highWaterMark: 1,
    decodeStrings: false,
    write(text: string, _, done) {
      written.push(text);
      setImmediate(done);
    },
  });
  return { output, lines: () => written.join('').trimEnd().split('\n') };
}

async function* pieces(bytes: Uint8Array, size: number) {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

const wallet = (id: string, balance: unknown = 10) =>
  JSON.stringify({ id, readings: [['2025-01-07T00:00:00Z', balance]] });

describe('a batch', () => {
  it('answers line for line in order and goes on after a bad one', async () => {
    const { output, lines } = slowReader();
    const text = [wallet('a'), 'nope', '', wallet('b', 'x'), wallet('ü')].join('\n');
    const count = await answerBatch(pieces(new TextEncoder().encode(text), 7), output);
    expect(count).toEqual({ answered: 2, refused: 2 });
    const answers = lines().map((line) => JSON.parse(line));
    expect(answers.map(({ id }) => id)).toEqual(['a', null, 'b', 'ü']);
    expect(answers[1]).toEqual({ id: null, error: 'line 2: expected one JSON object' });
    expect(answers[2].error).toContain('line 4: reading 1: balance');
  });

  it('has nothing to answer for empty input', async () => {
    const { output } = slowReader();
    const count = await answerBatch(pieces(new Uint8Array(), 7), output);
    expect(count).toEqual({ answered: 0, refused: 0 });
  });
});

describe('lines', () => {
  it('are the same however the bytes are cut', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.string({ unit: 'binary', maxLength: 12 })),
        fc.integer({ min: 1, max: 9 }),
        async (given, size) => {
          const whole = given.map((line) => line.replaceAll('\n', ' '));
          const bytes = new TextEncoder().encode(whole.map((line) => `${line}\n`).join(''));
          const seen: (string | undefined)[] = [];
          for await (const line of linesOf(pieces(bytes, size))) seen.push(line);
          expect(seen).toEqual(whole.map((line) => line.replace(/^\uFEFF/, '')));
        },
      ),
      { numRuns: 50 },
    );
  });
});
