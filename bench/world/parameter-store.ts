import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';

export interface ParameterStore {
  readonly endpoint: string;
  readonly port: number;
  close(): Promise<void>;
}

/** SSM's GetParameter on loopback, as far as the functions use it. */
export async function startParameterStore(
  secretAt: (name: string) => string,
): Promise<ParameterStore> {
  const server = createServer(async (request, response) => {
    const { Name } = (await json(request)) as { Name: string };
    response.writeHead(200, { 'content-type': 'application/x-amz-json-1.1' });
    response.end(
      JSON.stringify({ Parameter: { Name, Type: 'SecureString', Value: secretAt(Name) } }),
    );
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    endpoint: `http://127.0.0.1:${port}`,
    port,
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
