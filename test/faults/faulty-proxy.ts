import { createServer, request as forward } from 'node:http';
import type { AddressInfo } from 'node:net';

/**
 * - `refusing`: hangs up before the request is passed on.
 * - `swallowing`: passes it on, and hangs up instead of answering: it succeeded without answering.
 * - `hanging`: takes the request, and neither passes it on nor answers.
 * - `failing`: 503. `throttling`: 429 with `Retry-After`. `garbling`: 200 with something else than an answer.
 */
export type ProxyMode =
  | 'passing'
  | 'refusing'
  | 'swallowing'
  | 'hanging'
  | 'failing'
  | 'throttling'
  | 'garbling';

export const PROXY_FAULTS: readonly ProxyMode[] = [
  'refusing',
  'swallowing',
  'hanging',
  'failing',
  'throttling',
  'garbling',
];

export interface FaultyProxy {
  /** What stands for the target's address. */
  readonly url: string;
  mode: ProxyMode;
  close(): Promise<void>;
}

/** A server between a client and the real one, which answers as networks do on a bad day. */
export async function startFaultyProxy(target: string): Promise<FaultyProxy> {
  const { origin, pathname, search } = new URL(target);
  const server = createServer(async (incoming, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of incoming) chunks.push(chunk as Buffer);
    const { mode } = proxy;
    if (mode === 'hanging') return;
    if (mode === 'refusing') return void incoming.socket.destroy();
    if (mode === 'failing') return void response.writeHead(503).end();
    if (mode === 'throttling') return void response.writeHead(429, { 'retry-after': '1' }).end();
    if (mode === 'garbling') return void response.end('<html>It works!</html>');
    const { method, headers, url } = incoming;
    const passed = forward(`${origin}${url}`, { method, headers }, (answer) => {
      if (mode === 'swallowing') {
        answer.resume().on('end', () => incoming.socket.destroy());
        return;
      }
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    });
    passed.on('error', () => incoming.socket.destroy());
    passed.end(Buffer.concat(chunks));
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  const proxy: FaultyProxy = {
    url: `http://127.0.0.1:${port}${pathname === '/' ? '' : pathname}${search}`,
    mode: 'passing',
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  return proxy;
}
