import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import type { LocalFunction } from './local-function.ts';

export interface InvokeService {
  /** What AWS_ENDPOINT_URL_LAMBDA takes. */
  readonly endpoint: string;
  close(): Promise<void>;
}

/** Lambda's Invoke on loopback, as far as the webhook uses it: queued, answered with 202, and run at once. */
export async function startInvokeService(
  target: Pick<LocalFunction, 'invoke'>,
  onFailure: (error: unknown) => void,
): Promise<InvokeService> {
  const server = createServer(async (request, response) => {
    const event = await json(request);
    const isQueued = request.headers['x-amz-invocation-type'] === 'Event';
    response.writeHead(isQueued ? 202 : 400).end();
    if (isQueued) target.invoke(event).catch(onFailure);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
