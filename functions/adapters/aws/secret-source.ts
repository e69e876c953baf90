import { MINUTE_MS } from '../../core/ledger/durations.ts';

/** How long a secret is used before it is read again, so also how long one that was replaced may still be used. */
export const SECRET_MAX_AGE_MS = 5 * MINUTE_MS;

/** Where a secret is read from at the moment it is needed. */
export interface SecretSource {
  /** How a wrong one is replaced, as an imperative. @default 'run setup' */
  readonly remedy?: string;
  /**
   * @param options `fresh`: after a rejection, to see whether the secret was replaced. At most one read in 30 s.
   * @throws SecretMissingError when nothing is stored, SecretUnreadableError when it cannot be got at.
   */
  read(options?: { readonly fresh?: boolean }): Promise<string>;
}

/** Thrown when nothing is stored under a parameter's name. Storing it heals this. */
export class SecretMissingError extends Error {
  override readonly name = 'SecretMissingError';
  readonly parameter: string;

  constructor(parameter: string, options?: ErrorOptions) {
    super(`no secret stored at ${parameter}: run setup`, options);
    this.parameter = parameter;
  }
}

/** Thrown when Parameter Store does not give a secret away: no permission, no connection, throttled. */
export class SecretUnreadableError extends Error {
  override readonly name = 'SecretUnreadableError';
  readonly parameter: string;

  constructor(parameter: string, reason: string, options?: ErrorOptions) {
    super(`cannot read the secret at ${parameter}: ${reason}`, options);
    this.parameter = parameter;
  }
}

export const SETUP = 'run setup';

/** A secret that is already at hand; of local mode, from an environment variable that is to be set anew. */
export function fixedSecret(value: string, variable?: string): SecretSource {
  const remedy = variable === undefined ? SETUP : `set ${variable} and start again`;
  return { remedy, read: () => Promise.resolve(value) };
}
