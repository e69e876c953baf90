/**
 * Thrown when the local store cannot be used: not there yet, in use, of another API, or its folder is unfit.
 * The message is for the user as it stands and names the way out.
 */
export class StoreError extends Error {
  override readonly name = 'StoreError';
}

/** Thrown when another process has the store open. */
export class StoreInUseError extends StoreError {}

/** A system's error code in words: "no permission". */
export function systemReason(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  return REASONS[code ?? ''] ?? String(message);
}

const REASONS: Readonly<Record<string, string>> = {
  EACCES: 'no permission',
  EPERM: 'no permission',
  EROFS: 'the disk is read-only',
  ENOSPC: 'the disk is full',
  ENOTDIR: 'a part of the path is a file',
  EEXIST: 'there is a file of that name',
  ENOENT: 'there is no such folder',
};
