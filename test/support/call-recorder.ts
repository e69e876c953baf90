import { once } from 'node:events';
import { createServer, request as httpRequest } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';

/** One call of AWS, as it left the SDK: with all that IAM is told of it. */
export interface AwsCall {
  /** "dynamodb:PutItem" */
  readonly action: string;
  readonly resource: string;
  readonly context: Readonly<Record<string, string | string[]>>;
}

export interface RecordedRequest {
  readonly target: string;
  readonly path: string;
  readonly body: string;
}

/** Between the SDK and a service on loopback: hands requests on and keeps what they were. */
export async function startRecorder(
  onRequest: (request: RecordedRequest) => void,
  service:
    | string
    | ((request: RecordedRequest) => { readonly status: number; readonly body: string }),
) {
  const server = createServer(async (request, response) => {
    const body = await buffer(request);
    const target =
      String(request.headers['x-amz-target'] ?? '')
        .split('.')
        .at(-1) ?? '';
    const seen = { target, path: request.url ?? '', body: body.toString() };
    onRequest(seen);
    if (typeof service !== 'string') {
      const answer = service(seen);
      response.writeHead(answer.status, { 'content-type': 'application/x-amz-json-1.1' });
      response.end(answer.body);
      return;
    }
    const { method, url, headers } = request;
    const onward = httpRequest(new URL(url ?? '/', service), { method, headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    });
    onward.on('error', () => response.destroy());
    onward.end(body);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    // The embedded table's address has a path.
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}${typeof service === 'string' ? new URL(service).pathname : ''}`,
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

const WORD = /[#:]?[A-Za-z_][\w.]*/g;
const SYNTAX =
  /^(SET|ADD|DELETE|REMOVE|AND|OR|NOT|BETWEEN|IN|if_not_exists|attribute_exists|attribute_not_exists|list_append|size|begins_with)$/;

interface TableRequest {
  readonly Key?: Record<string, { S: string }>;
  readonly Item?: Record<string, { S: string }>;
  readonly KeyConditionExpression?: string;
  readonly ConditionExpression?: string;
  readonly UpdateExpression?: string;
  readonly ExpressionAttributeNames?: Record<string, string>;
  readonly ExpressionAttributeValues?: Record<string, { S: string }>;
  readonly ReturnValues?: string;
}

/** What DynamoDB tells IAM of a request: its partition, and the attributes that it names. */
export function tableContext(body: string): AwsCall['context'] {
  const request: TableRequest = JSON.parse(body);
  const { Key, Item, ExpressionAttributeNames: names = {}, ReturnValues } = request;
  const { KeyConditionExpression = '', ExpressionAttributeValues: values = {} } = request;
  const [, placeholder = ''] = /pk = (:\w+)/.exec(KeyConditionExpression) ?? [];
  const partition = (Key ?? Item)?.pk?.S ?? values[placeholder]?.S;
  if (partition === undefined) throw new Error(`no partition in ${body}`);
  const expressions = [
    request.UpdateExpression,
    request.ConditionExpression,
    KeyConditionExpression,
  ];
  const named = expressions
    .flatMap((expression) => expression?.match(WORD) ?? [])
    .filter((word) => !word.startsWith(':') && !SYNTAX.test(word))
    .map((word) => word.split('.')[0] ?? '')
    .map((word) => names[word] ?? word);
  const attributes = [...Object.keys(Key ?? {}), ...Object.keys(Item ?? {}), ...named];
  return {
    'dynamodb:LeadingKeys': [partition],
    ...(attributes.length > 0 && { 'dynamodb:Attributes': [...new Set(attributes)] }),
    ...(ReturnValues && { 'dynamodb:ReturnValues': ReturnValues }),
  };
}
