import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import {
  CreateTableCommand,
  type CreateTableCommandInput,
  DescribeTableCommand,
  DynamoDBClient,
  ResourceNotFoundException,
} from '@aws-sdk/client-dynamodb';
import dynalite from 'dynalite';
import { StoreError } from '../command-error.ts';
import { aloneAtOpening, tryLevelFolder } from './level-folder.ts';
import { makeFolder } from './make-folder.ts';

export const LOCAL_TABLE = 'runway';

/** The keys of the deployed table. */
export const LOCAL_TABLE_SHAPE: CreateTableCommandInput = {
  TableName: LOCAL_TABLE,
  BillingMode: 'PAY_PER_REQUEST',
  AttributeDefinitions: [
    { AttributeName: 'pk', AttributeType: 'S' },
    { AttributeName: 'sk', AttributeType: 'S' },
  ],
  KeySchema: [
    { AttributeName: 'pk', KeyType: 'HASH' },
    { AttributeName: 'sk', KeyType: 'RANGE' },
  ],
};

/** A page of a query is in this process several times over, as dynalite's and as ours. */
const MAX_PAGE_ITEMS = 500;

export interface LocalTable {
  readonly client: DynamoDBClient;
  readonly tableName: string;
  /** "http://127.0.0.1:PORT/TOKEN"; whoever knows it can read and write the table. */
  readonly endpoint: string;
  close(): Promise<void>;
}

/**
 * The history table in an embedded DynamoDB, served on loopback and made when absent.
 * @param options `path`: the folder that keeps it over restarts. @default in memory, gone with `close`
 * @throws StoreInUseError when another process has the folder open, StoreError when it is unfit
 */
export async function openLocalTable(options: { path?: string } = {}): Promise<LocalTable> {
  const { path } = options;
  if (path === undefined) return serveTable();
  makeFolder(path);
  return aloneAtOpening(path, async () => {
    await tryLevelFolder(path);
    return serveTable(path);
  });
}

async function serveTable(path?: string): Promise<LocalTable> {
  const server = dynalite({ path, createTableMs: 0 });
  const token = randomBytes(16).toString('hex');
  guard(server, token);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}/${token}`;
  const client = localClient(endpoint);
  const close = () => {
    client.destroy();
    return new Promise<void>((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  };
  try {
    await createWhenAbsent(client);
  } catch (error) {
    await close();
    throw error;
  }
  return { client, tableName: LOCAL_TABLE, endpoint, close };
}

/** The real SDK client for an embedded table; whatever AWS variables are set do not concern it. */
export function localClient(endpoint: string): DynamoDBClient {
  const client = new DynamoDBClient({
    endpoint,
    region: 'local',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    useFipsEndpoint: false,
    useDualstackEndpoint: false,
  });
  client.middlewareStack.add(
    (next, { commandName }) =>
      (args) =>
        next(
          commandName === 'QueryCommand'
            ? { ...args, input: { Limit: MAX_PAGE_ITEMS, ...args.input } }
            : args,
        ),
    { step: 'initialize', name: 'smallPages' },
  );
  return client;
}

/** Not by ListTables, for which dynalite walks through every item of the store. */
async function statusOfTable(client: DynamoDBClient): Promise<string | undefined> {
  try {
    const { Table } = await client.send(new DescribeTableCommand({ TableName: LOCAL_TABLE }));
    return Table?.TableStatus;
  } catch (error) {
    if (error instanceof ResourceNotFoundException) return undefined;
    throw error;
  }
}

async function createWhenAbsent(client: DynamoDBClient): Promise<void> {
  const status = await statusOfTable(client);
  if (status === 'ACTIVE') return;
  if (status !== undefined) {
    // Killed within the milliseconds of the making; dynalite never ends it.
    throw new StoreError('the store was only half made and holds nothing: remove its folder');
  }
  await client.send(new CreateTableCommand(LOCAL_TABLE_SHAPE));
  // Even with `createTableMs: 0` a table is not to be found for some milliseconds.
  while ((await statusOfTable(client)) !== 'ACTIVE') await pause(2);
}

/**
 * dynalite answers whoever finds the port, and throws when a caller hangs up in the middle of a request.
 * Another user of the machine, a web page, a command that means the store that had this port before, or one
 * that is interrupted: none of them may read, change or end a running watch.
 */
function guard(server: Server, token: string): void {
  const handlers = server.listeners('request');
  server.removeAllListeners('request');
  server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    const isOurs = request.url === `/${token}` || request.url === `/${token}/`;
    if (!isOurs || request.headers.origin !== undefined) {
      response.writeHead(403).end();
      return;
    }
    request.url = '/';
    for (const handle of handlers) handle.call(server, request, response);
    request.removeAllListeners('error').on('error', () => response.destroy());
  });
}
