import { once } from 'node:events';
import { Agent, createServer, type IncomingMessage, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { itemBytes, type StoredItem } from '../units/item-bytes.ts';
import { readUnits, writeUnits } from '../units/units.ts';

/** One request to the table, and what it costs: by AWS's rules, and as the embedded table says. */
export interface MeteredRequest {
  /** "Query", "PutItem" … */
  readonly action: string;
  /** Of the item written, or of the first one read. */
  readonly partition: string;
  readonly sortKey: string;
  /** Of the item written, or of all that were read. */
  readonly bytes: number;
  readonly items: number;
  readonly readUnits: number;
  readonly writeUnits: number;
  /** What the embedded table says it consumed: read or write units. */
  readonly consumed: number;
}

export interface TableMeter {
  readonly endpoint: string;
  /** Since the last call, in order. */
  take(): MeteredRequest[];
  close(): Promise<void>;
}

interface Asked {
  readonly Item?: StoredItem;
  readonly ConsistentRead?: boolean;
}
interface Answered {
  readonly Items?: readonly StoredItem[];
  readonly Item?: StoredItem;
  readonly Attributes?: StoredItem;
  readonly ConsumedCapacity?: { readonly CapacityUnits: number };
}

/** Stands between the SDK and the embedded table, reads along, and asks the table what it charges. */
export async function startTableMeter(table: string): Promise<TableMeter> {
  const agent = new Agent({ keepAlive: true });
  const target = new URL(table);
  const sizes = new Map<string, number>();
  let metered: MeteredRequest[] = [];

  function meter(action: string, asked: Asked, answered: Answered): void {
    const consumed = answered.ConsumedCapacity?.CapacityUnits ?? 0;
    const written = asked.Item ?? answered.Attributes;
    const items = written ? [written] : (answered.Items ?? (answered.Item ? [answered.Item] : []));
    const bytes = items.reduce((sum, item) => sum + itemBytes(item), 0);
    const partition = String(items[0]?.pk?.S ?? '');
    const sortKey = String(items[0]?.sk?.S ?? '');
    const units = { readUnits: 0, writeUnits: 0 };
    if (written) {
      const key = `${partition} ${sortKey}`;
      units.writeUnits = writeUnits(sizes.get(key) ?? 0, bytes);
      sizes.set(key, bytes);
    } else {
      units.readUnits = readUnits(bytes, asked.ConsistentRead === true);
    }
    const what = { action, partition, sortKey, bytes, items: items.length };
    metered.push({ ...what, ...units, consumed });
  }

  async function serve(incoming: IncomingMessage) {
    const action = String(incoming.headers['x-amz-target']).split('.')[1] ?? '';
    const asked = JSON.parse((await buffer(incoming)).toString()) as Asked;
    // An update names only what it changes: all of the item is what it costs.
    const whole = action === 'UpdateItem' ? { ReturnValues: 'ALL_NEW' } : {};
    const body = JSON.stringify({ ...asked, ...whole, ReturnConsumedCapacity: 'TOTAL' });
    const headers = { ...incoming.headers, 'content-length': String(Buffer.byteLength(body)) };
    const forwarded = request(target, { method: 'POST', agent, headers }).end(body);
    const [answer] = (await once(forwarded, 'response')) as [IncomingMessage];
    const bytes = await buffer(answer);
    if (answer.statusCode === 200) meter(action, asked, JSON.parse(bytes.toString()) as Answered);
    return { status: answer.statusCode ?? 500, headers: answer.headers, bytes };
  }

  const server = createServer((incoming, response) => {
    serve(incoming).then(
      ({ status, headers, bytes }) => response.writeHead(status, headers).end(bytes),
      () => response.destroy(),
    );
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    take() {
      const taken = metered;
      metered = [];
      return taken;
    },
    async close() {
      agent.destroy();
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
