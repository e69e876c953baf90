import { CommandError } from '../command-error.ts';

/** A secret and where it belongs. */
export interface Secret {
  /** "API key of main" */
  readonly what: string;
  readonly parameter: string;
  readonly value: string;
}

/** Thrown where a secret is missing and nobody can be asked for it. */
export function missingSecret(what: string, flag: string): CommandError {
  return new CommandError(
    `${what} is not stored yet: run setup in a terminal, or pipe it in with ${flag}`,
  );
}
