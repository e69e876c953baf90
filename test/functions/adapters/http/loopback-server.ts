import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';

export interface SeenRequest {
  readonly method: string | undefined;
  readonly path: string | undefined;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

/** Answers one request; `turn` is 1 for the first. An answer that never comes is one that does nothing. */
export type Respond = (response: ServerResponse, turn: number, seen: SeenRequest) => void;

/** A real HTTP server on loopback, closed when the test has finished. */
export async function loopbackServer(respond: Respond, onConnection: () => void = () => {}) {
  const requests: SeenRequest[] = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const { method, url: path, headers } = request;
    const seen = { method, path, headers, body: Buffer.concat(chunks).toString() };
    requests.push(seen);
    respond(response, requests.length, seen);
  });
  server.on('connection', onConnection);
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const stop = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  onTestFinished(stop);
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, requests, stop };
}

/** Answers with JSON (or text as it is). */
export function answer(
  status: number,
  body: unknown = '',
  headers: Record<string, string> = {},
): Respond {
  return (response) => {
    const text = typeof body === 'string' ? body : JSON.stringify(body);
    response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(text);
  };
}

/** Takes the request and answers nothing. */
export const silent: Respond = () => undefined;

/** Takes the request and breaks the connection. */
export const reset: Respond = (response) => {
  response.socket?.resetAndDestroy();
};

/** Promises more than it sends, then hangs up. */
export const hangUpHalfway: Respond = (response) => {
  response.writeHead(200, { 'content-length': '500', 'content-type': 'application/json' });
  response.write('{"success":true,"data":{"balance":"1', () => response.destroy());
};

/** Answers each turn in its own way; the last one for all that follow. */
export function inTurn(...turns: readonly Respond[]): Respond {
  return (response, turn, seen) => {
    turns[Math.min(turn, turns.length) - 1]?.(response, turn, seen);
  };
}

/** An address on this machine where nobody listens. */
export async function nobodyListens(): Promise<string> {
  const { url, stop } = await loopbackServer(silent);
  await stop();
  return url;
}
