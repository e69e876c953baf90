import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

export interface PublishWatch {
  /** What AWS_ENDPOINT_URL_SNS takes. */
  readonly endpoint: string;
  /** When SNS will have accepted the next message about a wallet, by `performance.now()`. */
  accepted(wallet: string): Promise<number>;
  close(): Promise<void>;
}

/** Stands between a function and SNS on loopback, and tells when a message was accepted. */
export async function startPublishWatch(sns: string): Promise<PublishWatch> {
  const waiting = new Map<string, (atMs: number) => void>();
  const server = createServer(async (request, response) => {
    const body = await text(request);
    const { host: _, 'content-length': __, ...headers } = request.headers;
    const answer = await fetch(sns, {
      method: 'POST',
      body,
      headers: headers as Record<string, string>,
    });
    const said = await answer.text();
    const atMs = performance.now();
    response.writeHead(answer.status, { 'content-type': 'text/xml' }).end(said);
    const asked = new URLSearchParams(body);
    if (!answer.ok || asked.get('Action') !== 'Publish') return;
    waiting.get(walletOf(asked))?.(atMs);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    accepted: (wallet) => new Promise((resolve) => waiting.set(wallet, resolve)),
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

/** The attribute `wallet`, wherever it stands in the list. */
function walletOf(asked: URLSearchParams): string {
  for (const [name, value] of asked) {
    if (value !== 'wallet' || !name.endsWith('.Name')) continue;
    return asked.get(name.replace(/\.Name$/, '.Value.StringValue')) ?? '';
  }
  return '';
}
