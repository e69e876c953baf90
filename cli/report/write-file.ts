import { fileErrorText } from '../../functions/settings/file-error.ts';
import { CommandError } from '../command-error.ts';
import { replaceFile } from '../replace-file.ts';

/** Writes a file whole or not at all, for this user alone. @throws CommandError when its place is unfit */
export function writeFileWhole(path: string, text: string): void {
  try {
    replaceFile(path, text, 0o600);
  } catch (error) {
    throw new CommandError(fileErrorText('write', path, error), { cause: error });
  }
}
