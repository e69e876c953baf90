import {
  DeleteParametersCommand,
  GetParameterCommand,
  ParameterNotFound,
  PutParameterCommand,
  paginateGetParametersByPath,
  type SSMClient,
} from '@aws-sdk/client-ssm';

export interface StoredSecret {
  readonly value: string;
  /** A plain String can be read by whoever may list parameters, and the console shows it. */
  readonly isSecure: boolean;
}

export type Stored = 'stored' | 'replaced' | 'unchanged';

/** DeleteParameters takes ten names at a time. */
const NAMES_AT_ONCE = 10;

/** The secrets of a deployment, in SSM Parameter Store. */
export interface Parameters {
  /** undefined where nothing is stored. */
  read(name: string): Promise<StoredSecret | undefined>;
  /** As a SecureString; what is the same already is left alone. */
  write(name: string, value: string): Promise<Stored>;
  /** Names below a path such as "/smartlyq-runway"; no value is read. */
  list(path: string): Promise<string[]>;
  /** @returns the names that were there */
  remove(names: readonly string[]): Promise<string[]>;
}

export function parametersOf(client: SSMClient): Parameters {
  async function read(name: string): Promise<StoredSecret | undefined> {
    try {
      const { Parameter } = await client.send(
        new GetParameterCommand({ Name: name, WithDecryption: true }),
      );
      if (Parameter?.Value === undefined) return undefined;
      return { value: Parameter.Value, isSecure: Parameter.Type === 'SecureString' };
    } catch (error) {
      if (error instanceof ParameterNotFound) return undefined;
      throw error;
    }
  }

  async function remove(names: readonly string[]): Promise<string[]> {
    const removed: string[] = [];
    for (let at = 0; at < names.length; at += NAMES_AT_ONCE) {
      const Names = names.slice(at, at + NAMES_AT_ONCE);
      const { DeletedParameters = [] } = await client.send(new DeleteParametersCommand({ Names }));
      removed.push(...DeletedParameters);
    }
    return removed;
  }

  return {
    read,
    remove,
    async list(Path) {
      const names: string[] = [];
      for await (const { Parameters: found = [] } of paginateGetParametersByPath(
        { client },
        { Path, Recursive: true },
      )) {
        names.push(...found.map(({ Name = '' }) => Name));
      }
      return names;
    },
    async write(name, value) {
      const before = await read(name);
      if (before?.isSecure && before.value === value) return 'unchanged';
      // SSM does not change the type of a parameter that is there.
      if (before !== undefined && !before.isSecure) await remove([name]);
      const Overwrite = before?.isSecure ?? false;
      await client.send(
        new PutParameterCommand({ Name: name, Value: value, Type: 'SecureString', Overwrite }),
      );
      return before === undefined ? 'stored' : 'replaced';
    },
  };
}
