import { readFileSync } from 'node:fs';
import { fileErrorText } from '../../functions/settings/file-error.ts';
import { OTHER_HOME, StoreError } from '../command-error.ts';
import { replaceFile } from '../replace-file.ts';

/** The JSON in a small file, or undefined when there is no such file. @throws StoreError when it is unfit */
export function readJsonFile(path: string): unknown {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    throw new StoreError(fileErrorText('read', path, error), { cause: error });
  }
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** Writes it whole or not at all, for this user alone. @throws StoreError when the folder is unfit */
export function writeJsonFile(path: string, value: unknown): void {
  try {
    replaceFile(path, `${JSON.stringify(value, null, 2)}\n`, 0o600);
  } catch (error) {
    throw new StoreError(fileErrorText('write', path, error, OTHER_HOME), { cause: error });
  }
}
