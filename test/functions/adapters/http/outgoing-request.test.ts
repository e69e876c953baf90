import { createServer } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { request } from '../../../../functions/adapters/http/outgoing-request.ts';
import { answer, loopbackServer } from './loopback-server.ts';

/** Keeps every connection, and breaks one at the second request that comes over it: it had closed it before. */
async function closesKeptConnections() {
  const met = new Map<Socket, number>();
  const server = createServer((incoming, response) => {
    const { socket } = incoming;
    const times = (met.get(socket) ?? 0) + 1;
    met.set(socket, times);
    if (times === 2) socket.resetAndDestroy();
    else response.end('{}');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  const { port } = server.address() as AddressInfo;
  return { url: new URL(`http://127.0.0.1:${port}/`), connections: () => met.size };
}

const settled = () => new Promise((resolve) => setImmediate(resolve));

describe('a request over a connection that was kept', () => {
  it('is sent once more when the other side had closed it, where it only reads', async () => {
    const { url, connections } = await closesKeptConnections();
    const get = { url, method: 'GET' as const, headers: {}, timeoutMs: 5_000 };
    expect((await request(get)).status).toBe(200);
    await settled();
    expect((await request(get)).status).toBe(200);
    expect(connections()).toBe(2);
  });

  it('is lost where it may have been done', async () => {
    const { url } = await closesKeptConnections();
    const post = { url, method: 'POST' as const, headers: {}, body: '{}', timeoutMs: 5_000 };
    expect((await request(post)).status).toBe(200);
    await settled();
    await expect(request(post)).rejects.toMatchObject({ fault: 'lost' });
  });
});

it('leaves nothing on a connection whose lease ended while it was made', async () => {
  const connected = Promise.withResolvers<void>();
  const { url, requests } = await loopbackServer(answer(200), connected.resolve);
  const post = { url: new URL(url), method: 'POST' as const, headers: {}, timeoutMs: 5_000 };
  let asked = 0;
  const maySend = () => {
    asked += 1;
    return false;
  };
  await expect(request({ ...post, maySend })).rejects.toMatchObject({ fault: 'too-late' });
  await connected.promise;
  expect(asked).toBe(1);
  expect(requests).toEqual([]);
});

it('is lost where the answer asks for another protocol', async () => {
  const server = createServer();
  server.on('request', ({ socket }) => {
    socket.write('HTTP/1.1 101 Switching Protocols\r\nconnection: upgrade\r\nupgrade: x\r\n\r\n');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  const url = new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
  const get = { url, method: 'GET' as const, headers: {}, timeoutMs: 5_000 };
  await expect(request(get)).rejects.toMatchObject({ fault: 'lost' });
});
