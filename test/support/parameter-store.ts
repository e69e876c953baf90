import { SSMClient } from '@aws-sdk/client-ssm';
import { onTestFinished } from 'vitest';
import { loopbackServer } from '../functions/adapters/http/loopback-server.ts';
import { LOCAL_AWS } from './topic-with-queue.ts';

export interface Parameter {
  readonly Type: 'String' | 'SecureString';
  readonly Value: string;
}

interface Request {
  readonly Name: string;
  readonly Path?: string;
  readonly Names?: readonly string[];
  readonly Type: Parameter['Type'];
  readonly Value: string;
  readonly Overwrite?: boolean;
}

const JSON_1_1 = { 'content-type': 'application/x-amz-json-1.1' };

/** Parameter Store on loopback, with the rules that setup has to live with. */
export async function startParameterStore(stored: Map<string, Parameter> = new Map()) {
  const { url } = await loopbackServer((response, _, { headers, body }) => {
    const request = JSON.parse(body) as Request;
    const operation = String(headers['x-amz-target']).split('.')[1] ?? '';
    const { status, answer } = answerTo(operation, request, stored);
    response.writeHead(status, JSON_1_1).end(JSON.stringify(answer));
  });
  const client = new SSMClient({ ...LOCAL_AWS, endpoint: url, maxAttempts: 1 });
  onTestFinished(() => client.destroy());
  return { client, stored };
}

function answerTo(
  operation: string,
  request: Request,
  stored: Map<string, Parameter>,
): { readonly status: number; readonly answer: object } {
  const { Name, Type, Value, Overwrite = false, Names = [] } = request;
  const found = stored.get(Name);
  const refused = (__type: string) => ({ status: 400, answer: { __type } });
  switch (operation) {
    case 'GetParameter':
      return found
        ? { status: 200, answer: { Parameter: { Name, ...found } } }
        : refused('ParameterNotFound');
    case 'PutParameter':
      if (found !== undefined && !Overwrite) return refused('ParameterAlreadyExists');
      if (found !== undefined && found.Type !== Type)
        return refused('HierarchyTypeMismatchException');
      stored.set(Name, { Type, Value });
      return { status: 200, answer: { Version: 1 } };
    case 'DeleteParameters': {
      if (Names.length > 10) return refused('ValidationException');
      const DeletedParameters = Names.filter((name) => stored.delete(name));
      return { status: 200, answer: { DeletedParameters } };
    }
    case 'GetParametersByPath': {
      const below = [...stored].filter(([name]) => name.startsWith(`${request.Path}/`));
      return {
        status: 200,
        answer: { Parameters: below.map(([Name, one]) => ({ Name, ...one })) },
      };
    }
    default:
      return refused('UnknownOperationException');
  }
}
