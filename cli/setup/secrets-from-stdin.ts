import { CommandError } from '../command-error.ts';

const MAX_BYTES = 16_384;

/**
 * Secrets as a script hands them over: one a line, in the order asked for. A pipe leaves no trace in the
 * shell's history nor in the list of processes, as an argument would.
 * @throws CommandError when there are fewer or more lines
 */
export async function secretsFrom(
  stdin: AsyncIterable<string | Uint8Array>,
  wanted: readonly string[],
): Promise<string[]> {
  let text = '';
  for await (const chunk of stdin) {
    text += typeof chunk === 'string' ? chunk : new TextDecoder().decode(chunk);
    if (text.length > MAX_BYTES) throw new CommandError('standard input is too long for secrets');
  }
  const lines = text.split(/\r?\n/).map((line) => line.trim());
  const found = lines.filter((line) => line !== '');
  if (found.length === wanted.length) return found;
  throw new CommandError(
    `standard input must hold ${wanted.length === 1 ? 'one line' : `${wanted.length} lines`} (${wanted.join(', then ')}), and held ${found.length}`,
  );
}
