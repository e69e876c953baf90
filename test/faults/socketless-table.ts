import { EventEmitter } from 'node:events';
import { Readable } from 'node:stream';
import { CreateTableCommand, DynamoDBClient, waitUntilTableExists } from '@aws-sdk/client-dynamodb';
import dynalite from 'dynalite';
import { LOCAL_TABLE, LOCAL_TABLE_SHAPE } from '../../cli/local/table.ts';
import { LOCAL_AWS } from '../support/topic-with-queue.ts';

interface Request {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
}

/** What dynalite writes its answer to. */
class Answer extends EventEmitter {
  statusCode = 200;
  readonly headers: Record<string, string> = {};
  body: Buffer = Buffer.alloc(0);

  setHeader(name: string, value: string | number): void {
    this.headers[name.toLowerCase()] = String(value);
  }

  removeHeader(name: string): void {
    delete this.headers[name.toLowerCase()];
  }

  end(body: string | Buffer = ''): void {
    this.body = Buffer.from(body);
    this.emit('finish');
  }
}

/**
 * The embedded table behind the real SDK, without sockets and signatures between them: a hundred thousand
 * requests spend most of their time there, and faults of the line are tried elsewhere.
 */
export async function openSocketlessTable(): Promise<{
  client: DynamoDBClient;
  tableName: string;
}> {
  const server = dynalite({ createTableMs: 0 });
  const [serve] = server.listeners('request') as ((request: object, answer: Answer) => void)[];
  const client = new DynamoDBClient({
    ...LOCAL_AWS,
    endpoint: 'http://127.0.0.1:1',
    signer: {
      sign: async (request) => {
        request.headers.authorization =
          'AWS4-HMAC-SHA256 Credential=local/20261122/eu-west-1/dynamodb/aws4_request, SignedHeaders=host, Signature=0';
        request.headers['x-amz-date'] = '20261122T000000Z';
        return request;
      },
    },
    requestHandler: {
      handle: async (request: Request) => {
        const { method, path, headers, body = '' } = request;
        const lower = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]);
        const incoming = Object.assign(
          Readable.from([typeof body === 'string' ? body : Buffer.concat([body])]),
          {
            method,
            url: path,
            headers: Object.fromEntries(lower),
          },
        );
        const answer = new Answer();
        await new Promise((resolve) => {
          answer.once('finish', resolve);
          serve?.(incoming, answer);
        });
        const { statusCode } = answer;
        return {
          response: { statusCode, headers: answer.headers, body: Readable.from([answer.body]) },
        };
      },
    },
  });
  const tableName = LOCAL_TABLE;
  await client.send(new CreateTableCommand(LOCAL_TABLE_SHAPE));
  await waitUntilTableExists({ client, maxWaitTime: 10, minDelay: 1 }, { TableName: tableName });
  return { client, tableName };
}
