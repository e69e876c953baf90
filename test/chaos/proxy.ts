import { once } from 'node:events';
import { Agent, createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { setTimeout as pause } from 'node:timers/promises';
import { errorAnswer, type Fault, type Service } from './faults.ts';
import { isLate, LOOKED_AT, type Stop } from './stops.ts';

/** Real milliseconds; a schedule's clock runs many times as fast. */
const SLOW_MS = 60;

/** A request that the real service has answered, whether or not the answer got through. */
export interface Exchange {
  readonly service: Service;
  /** "PutItem", "Publish", "GET /v1/balance" … */
  readonly operation: string;
  readonly sent: string;
  readonly status: number;
  readonly answer: string;
  /** Its process was stopped between its last look at the clock and the sending. */
  readonly isLate: boolean;
}

/** The line of one process to all services. */
export interface Line {
  /** Its address of a service. */
  addressOf(service: Service): string;
  /** Begins to count requests anew. */
  meet(faults: readonly Fault[]): void;
  /** Its process goes on. */
  thaw(): void;
}

export interface LineOptions {
  /** Where each service listens at present. */
  readonly targetOf: (service: Service) => string;
  readonly onExchange: (exchange: Exchange) => void;
  readonly kill: () => void;
  /** @returns told when the answer is on its way */
  readonly freeze: () => () => void;
}

export interface FaultProxy {
  line(options: LineOptions): Line;
  /** Faults that were met. */
  readonly met: () => number;
  close(): Promise<void>;
}

interface OpenLine extends LineOptions {
  faults: { readonly fault: Fault; seen: number }[];
  stop?: Stop;
}

/** Stands between every process and every service; what it does is said by the line's faults. */
export async function startProxy(clock: () => number): Promise<FaultProxy> {
  const agent = new Agent({ keepAlive: true });
  const lines = new Map<string, OpenLine>();
  let met = 0;

  async function serve(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const [, name = '', called = '', rest = ''] =
      /^\/([^/]+)\/([^/]+)(.*)$/.exec(incoming.url ?? '') ?? [];
    const line = lines.get(name);
    if (line === undefined) return void response.destroy();
    const service = called as Service;
    const late = isLate(String(incoming.headers[LOOKED_AT] ?? 0), line.stop);
    const body = await buffer(incoming);
    const operation = operationOf(service, incoming, rest, body);
    const { kind: fault, afterMs } = faultAt(line, service, operation) ?? {};
    if (fault !== undefined) met += 1;
    const hangUp = () => void incoming.socket.destroy();
    if (fault === 'hold') return;
    if (fault === 'reset-before') return hangUp();
    if (fault === 'kill-before') {
      line.kill();
      return hangUp();
    }
    const error = fault && errorAnswer(service, fault);
    const date = () => new Date(clock()).toUTCString();
    if (error) {
      return void response
        .writeHead(error.status, { ...error.headers, date: date() })
        .end(error.body);
    }
    const { faults } = line;
    const stop = () => {
      const notified = line.freeze();
      line.stop = { atNs: process.hrtime.bigint() };
      return notified;
    };
    let answered = () => {};
    if (fault === 'freeze') {
      answered =
        afterMs === undefined
          ? stop()
          : () => void pause(afterMs).then(() => line.faults === faults && stop()());
    }

    const target = `${line.targetOf(service).replace(/\/$/, '')}${rest}`;
    const forwarded = request(target, {
      method: incoming.method,
      headers: incoming.headers,
      agent,
    }).end(body);
    const [answer] = (await once(forwarded, 'response')) as [IncomingMessage];
    const bytes = await buffer(answer);
    const status = answer.statusCode ?? 502;
    const exchange = { service, operation, sent: String(body), status, answer: String(bytes) };
    line.onExchange({ ...exchange, isLate: late });
    if (fault === 'kill-after') {
      line.kill();
      return hangUp();
    }
    if (fault === 'reset-after') return hangUp();
    const { 'transfer-encoding': _, ...headers } = answer.headers;
    const length = String(bytes.length);
    if (fault === 'slow') await pause(SLOW_MS);
    response.writeHead(status, { ...headers, 'content-length': length, date: date() });
    if (fault === 'cut' && bytes.length > 0) {
      response.write(bytes.subarray(0, Math.floor(bytes.length / 2)), hangUp);
      return;
    }
    response.end(bytes, answered);
  }

  const server = createServer((incoming, response) => {
    // A process that was killed in the middle of a request, or a service that is being closed.
    serve(incoming, response).catch(() => response.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    line(options) {
      const name = String(lines.size);
      const line: OpenLine = { ...options, faults: [] };
      lines.set(name, line);
      return {
        addressOf: (service) => `${origin}/${name}/${service}`,
        meet(faults) {
          line.faults = faults.map((fault) => ({ fault, seen: 0 }));
        },
        thaw() {
          if (line.stop !== undefined) line.stop.untilNs = process.hrtime.bigint();
        },
      };
    },
    met: () => met,
    async close() {
      agent.destroy();
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

/** The first that matches is met; all that match count. */
function faultAt(line: OpenLine, service: Service, operation: string): Fault | undefined {
  let found: Fault | undefined;
  for (const one of line.faults) {
    const { fault } = one;
    if (fault.service !== service || (fault.operation ?? operation) !== operation) continue;
    if (one.seen >= fault.first && one.seen <= fault.last) found ??= fault;
    one.seen += 1;
  }
  return found;
}

function operationOf(
  service: Service,
  { method = '', headers }: IncomingMessage,
  path: string,
  body: Buffer,
): string {
  const target = String(headers['x-amz-target'] ?? '').split('.')[1];
  if (target !== undefined) return target;
  if (service === 'sns') return new URLSearchParams(String(body)).get('Action') ?? '';
  return `${method} ${path}`;
}
