import type { IncomingMessage } from 'node:http';

const MAX_BODY_BYTES = 65_536;

/** @throws SyntaxError when the body is no JSON, or longer than 64 KB */
export async function readJson(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request) {
    bytes += chunk.length;
    if (bytes > MAX_BODY_BYTES) throw new SyntaxError('the body is too long');
    chunks.push(chunk);
  }
  return JSON.parse(Buffer.concat(chunks).toString('utf8'));
}
