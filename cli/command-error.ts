/** Thrown for what the user can mend. The message is shown as it stands and names the channel; exit code 1. */
export class CommandError extends Error {
  override readonly name: string = 'CommandError';
}
