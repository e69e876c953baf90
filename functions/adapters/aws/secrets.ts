import { GetParameterCommand, type SSMClient } from '@aws-sdk/client-ssm';
import { SECOND_MS } from '../../core/ledger/durations.ts';
import { safeCause } from '../http/outside-text.ts';
import {
  SECRET_MAX_AGE_MS,
  SecretMissingError,
  type SecretSource,
  SecretUnreadableError,
} from './secret-source.ts';

/** Between two reads of a parameter, where the first failed or the second is asked for fresh. */
const RETRY_AFTER_MS = 30 * SECOND_MS;

export interface SecretsOptions {
  readonly client: SSMClient;
  /** Epoch milliseconds. */
  readonly clock: () => number;
  /** For one read, the SDK's own retries included, milliseconds. @default 10 000 */
  readonly timeoutMs?: number;
}

export interface Secrets {
  /** Reads nothing yet. All sources of one name share one cached value. */
  source(parameterName: string): SecretSource;
}

/** What is known of one parameter; times are epoch milliseconds. */
interface Known {
  readonly value?: string;
  readonly valueReadAtMs: number;
  /** Why the last read failed. */
  readonly error?: Error;
  readonly lastReadAtMs: number;
}

/**
 * SecureStrings from SSM Parameter Store, cached in this process. Failures are cached as well, and fresh reads are
 * limited, so that a flood of forged requests costs at most one read in 30 seconds.
 */
export function createSecrets({ client, clock, timeoutMs = 10_000 }: SecretsOptions): Secrets {
  const known = new Map<string, Known>();
  const underWay = new Map<string, { value: Promise<string>; fresh: boolean }>();

  /** @returns undefined where the parameter has to be read */
  function cached(name: string, fresh: boolean): Promise<string> | undefined {
    const last = known.get(name);
    if (last === undefined) return undefined;
    const { value, error } = last;
    const isCurrent = value !== undefined && clock() - last.valueReadAtMs < SECRET_MAX_AGE_MS;
    if (isCurrent && !fresh) return Promise.resolve(value);
    if (clock() - last.lastReadAtMs >= RETRY_AFTER_MS) return undefined;
    if (error !== undefined) return Promise.reject(error);
    return isCurrent ? Promise.resolve(value) : undefined;
  }

  function learn(name: string, found: string | Error): void {
    const lastReadAtMs = clock();
    if (typeof found === 'string') {
      known.set(name, { value: found, valueReadAtMs: lastReadAtMs, lastReadAtMs });
      return;
    }
    // A deleted secret is not used again. One that only cannot be read now is used for the rest of its time.
    const before = found instanceof SecretMissingError ? undefined : known.get(name);
    const { value, valueReadAtMs = 0 } = before ?? {};
    known.set(name, { value, valueReadAtMs, error: found, lastReadAtMs });
  }

  function read(name: string, fresh: boolean): Promise<string> {
    const found = cached(name, fresh);
    if (found !== undefined) return found;
    const running = underWay.get(name);
    // A fresh read joins only a fresh one: an older one may have seen the value that was just rejected.
    if (running !== undefined && (running.fresh || !fresh)) return running.value;
    const started = { value: getParameter(client, name, timeoutMs), fresh };
    underWay.set(name, started);
    const settle = (ended: string | Error) => {
      if (underWay.get(name) !== started) return;
      underWay.delete(name);
      learn(name, ended);
    };
    started.value.then(settle, settle);
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
