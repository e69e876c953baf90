import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { CommandError } from '../command-error.ts';
import { systemReason } from '../local/store-error.ts';

/** Writes a file whole or not at all, for this user alone. @throws CommandError when its place is unfit */
export function writeFileWhole(path: string, text: string): void {
  const draft = `${path}.${process.pid}.tmp`;
  try {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(draft, text, { mode: 0o600 });
    renameSync(draft, path);
  } catch (error) {
    if (existsSync(draft)) rmSync(draft);
    throw new CommandError(`cannot write ${path}: ${systemReason(error)}`, { cause: error });
  }
}
