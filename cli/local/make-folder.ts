import { existsSync, mkdirSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { fileErrorText } from '../../functions/settings/file-error.ts';
import { OTHER_HOME, StoreError } from '../command-error.ts';

/**
 * Makes a folder and those above it, for this user alone.
 * One level at a time: Node's recursive mkdir never ends where the system denies a folder as not found, as in /proc.
 * @throws StoreError when the place is unfit
 */
export function makeFolder(path: string): void {
  try {
    makeOneByOne(resolve(path));
  } catch (error) {
    throw new StoreError(fileErrorText('make the folder', path, error, OTHER_HOME), {
      cause: error,
    });
  }
}

function makeOneByOne(path: string): void {
  if (existsSync(path)) {
    if (!statSync(path).isDirectory()) throw Object.assign(new Error(), { code: 'ENOTDIR' });
    return;
  }
  makeOneByOne(dirname(path));
  try {
    mkdirSync(path, { mode: 0o700 });
  } catch (error) {
    // Another process may have made it meanwhile.
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
}
