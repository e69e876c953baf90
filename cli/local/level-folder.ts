import { rmSync, statSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { StoreError, StoreInUseError } from '../command-error.ts';

interface LevelDatabase {
  open(): Promise<void>;
  close(): Promise<void>;
}

/** The very LevelDB that dynalite will open the folder with. */
const requireOfDynalite = createRequire(import.meta.resolve('dynalite'));

/**
 * Opens the folder and closes it again, because dynalite itself ends the process when it cannot.
 * LevelDB's lock is the system's own: it ends with its process, so no stale lock has to be found out.
 * @throws StoreInUseError when another process has it open, StoreError when it cannot be opened at all
 */
export async function tryLevelFolder(path: string): Promise<void> {
  const { Level } = requireOfDynalite('level') as { Level: new (path: string) => LevelDatabase };
  const database = new Level(path);
  try {
    await database.open();
  } catch (error) {
    throw levelError(error, path);
  }
  await database.close();
}

/** An opening takes less; a process that was killed in the midst of it leaves its mark behind. */
const OPENING_MS = 10_000;

/**
 * Between the trial of LevelDB's lock and dynalite's own opening nobody else may take the folder, because dynalite
 * then ends the process: whoever opens makes a mark beside the folder until the table answers.
 * @throws StoreInUseError while another process is opening it
 */
export async function aloneAtOpening<T>(path: string, open: () => Promise<T>): Promise<T> {
  const mark = `${path}.opening`;
  try {
    writeFileSync(mark, String(process.pid), { flag: 'wx' });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    const age = Date.now() - (statSync(mark, { throwIfNoEntry: false })?.mtimeMs ?? 0);
    if (age > OPENING_MS) rmSync(mark, { force: true });
    throw new StoreInUseError(`the store in ${path} is being opened by another process`);
  }
  try {
    return await open();
  } finally {
    rmSync(mark, { force: true });
  }
}

/** What a failed opening means; also for one that dynalite throws when it was overtaken after the trial. */
export function levelError(error: unknown, path: string): StoreError {
  const { cause } = error as Error;
  const { code, message = '' } = (cause ?? error) as NodeJS.ErrnoException;
  if (code === 'LEVEL_LOCKED') {
    return new StoreInUseError(`the store in ${path} is in use by another process`, { cause });
  }
  return new StoreError(
    `the store in ${path} cannot be opened (${message}): check the folder, or set another RUNWAY_HOME`,
    { cause },
  );
}
