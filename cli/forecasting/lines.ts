/** Longer than any honest wallet's line (28 days of readings a minute are 1.5 MB). */
export const MAX_LINE_CHARACTERS = 64_000_000;

/**
 * Splits a stream of UTF-8 into lines; the reader is only asked for more once a chunk's lines are used up,
 * so memory stays at one chunk and one line. A line that is too long is given as `undefined`.
 */
export async function* linesOf(
  chunks: AsyncIterable<Uint8Array | string>,
): AsyncGenerator<string | undefined, void> {
  const decoder = new TextDecoder();
  let parts: string[] = [];
  let characters = 0;
  const take = (): string | undefined => {
    const line = characters > MAX_LINE_CHARACTERS ? undefined : parts.join('');
    parts = [];
    characters = 0;
    return line;
  };
  for await (const chunk of chunks) {
    const text = typeof chunk === 'string' ? chunk : decoder.decode(chunk, { stream: true });
    let from = 0;
    for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', from)) {
      characters += end - from;
      parts.push(text.slice(from, end));
      from = end + 1;
      yield take();
    }
    characters += text.length - from;
    if (characters > MAX_LINE_CHARACTERS) parts = [];
    else if (from < text.length) parts.push(text.slice(from));
  }
  if (characters > 0) yield take();
}
