import { GetParameterCommand, type SSMClient } from '@aws-sdk/client-ssm';
import { safeCause } from '../http/outside-text.ts';
import { SecretMissingError, type SecretSource, SecretUnreadableError } from './secret-source.ts';

export interface SecretsOptions {
  readonly client: SSMClient;
  /** How long a value is kept, milliseconds. @default 5 minutes */
  readonly maxAgeMs?: number;
  /** Epoch milliseconds. */
  readonly clock: () => number;
  /** For one read, the SDK's own retries included, milliseconds. @default 10 000 */
  readonly timeoutMs?: number;
}

export interface Secrets {
  /** Reads nothing yet. All sources of one name share one cached value. */
  source(parameterName: string): SecretSource;
}

/** SecureStrings from SSM Parameter Store, cached in this process. */
export function createSecrets(options: SecretsOptions): Secrets {
  const { client, maxAgeMs = 5 * 60_000, clock, timeoutMs = 10_000 } = options;
  const cached = new Map<string, { value: string; readAtMs: number }>();
  const underWay = new Map<string, { value: Promise<string>; fresh: boolean }>();

  function read(name: string, fresh: boolean): Promise<string> {
    const known = cached.get(name);
    if (!fresh && known !== undefined && clock() - known.readAtMs < maxAgeMs) {
      return Promise.resolve(known.value);
    }
    const running = underWay.get(name);
    // A fresh read joins only a fresh one: an older one may have seen the value that was just rejected.
    if (running !== undefined && (running.fresh || !fresh)) return running.value;
    const started = { value: getParameter(client, name, timeoutMs), fresh };
    underWay.set(name, started);
    const settle = (value?: string) => {
      if (underWay.get(name) !== started) return;
      underWay.delete(name);
      if (value !== undefined) cached.set(name, { value, readAtMs: clock() });
    };
    started.value.then(settle, () => settle());
    return started.value;
  }

  return {
    source: (name) => ({ read: ({ fresh = false } = {}) => read(name, fresh) }),
  };
}

async function getParameter(client: SSMClient, name: string, timeoutMs: number): Promise<string> {
  const command = new GetParameterCommand({ Name: name, WithDecryption: true });
  let value: string | undefined;
  try {
    const answer = await client.send(command, { abortSignal: AbortSignal.timeout(timeoutMs) });
    value = answer.Parameter?.Value;
  } catch (error) {
    const cause = safeCause(error);
    if (cause.name === 'ParameterNotFound') throw new SecretMissingError(name, { cause });
    throw new SecretUnreadableError(name, `${cause.name}: ${cause.message}`, { cause });
  }
  if (value === undefined || value === '') throw new SecretMissingError(name);
  return value;
}
