import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type ServeDeps, serveReport } from '../../functions/report/serve-report.ts';

export interface PageServer {
  /** Ends in "/". */
  readonly url: string;
  close(): Promise<void>;
}

/** What a Function URL does around the report's use case, on loopback. `deps` is asked for each request. */
export async function startPageServer(deps: () => ServeDeps): Promise<PageServer> {
  const server = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    const host = request.headers.host ?? '';
    const { searchParams } = new URL(request.url ?? '', `http://${host}`);
    const answer = await serveReport(
      { method: request.method ?? '', host, token: searchParams.get('t') ?? '', body },
      deps(),
    );
    response.writeHead(answer.status, answer.headers).end(answer.body);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
