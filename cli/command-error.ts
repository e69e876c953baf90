/** Thrown for what the user can mend. The message is shown as it stands and says how; exit code 1. */
export class CommandError extends Error {
  override readonly name: string = 'CommandError';
}

/**
 * Thrown when the local store cannot be used: not there yet, in use, of another API, or its folder is unfit.
 * The message is for the user as it stands and says what to do.
 */
export class StoreError extends Error {
  override readonly name = 'StoreError';
}

/** Thrown when another process has the store open. */
export class StoreInUseError extends StoreError {}

export const OTHER_HOME = 'set RUNWAY_HOME to a folder that can be written';
