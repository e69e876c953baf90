import { existsSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { fileErrorText } from '../../functions/settings/file-error.ts';
import { CommandError } from '../command-error.ts';

/** Writes a file whole or not at all, for this user alone. @throws CommandError when its place is unfit */
export function writeFileWhole(path: string, text: string): void {
  const draft = `${path}.${process.pid}.tmp`;
  try {
    writeFileSync(draft, text, { mode: 0o600 });
    renameSync(draft, path);
  } catch (error) {
    if (existsSync(draft)) rmSync(draft);
    throw new CommandError(fileErrorText('write', path, error), { cause: error });
  }
}
