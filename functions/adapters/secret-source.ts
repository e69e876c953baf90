/** Where a secret is read from at the moment it is needed. */
export interface SecretSource {
  /**
   * @param options `fresh` bypasses the cache: after a rejection, to see whether the secret was replaced.
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

/** A secret that is already at hand, for local mode: `SMARTLYQ_API_KEY`, `SLACK_WEBHOOK_URL`. */
export function fixedSecret(value: string): SecretSource {
  return { read: () => Promise.resolve(value) };
}
