import { join } from 'node:path';
import * as v from 'valibot';
import { StoreError } from '../command-error.ts';
import { readJsonFile, writeJsonFile } from './json-file.ts';

/** What a store knows of itself, in `store.json`. */
export interface StoreFacts {
  /** The base URL of the API that its readings come from. */
  readonly api: string;
  /** The last poll used a test key: no credits are charged. */
  readonly isTestKey: boolean;
}

const FILE = 'store.json';
const schema = v.object({ api: v.string(), isTestKey: v.boolean() });

/** undefined: nothing has been written yet. @throws StoreError when the file is broken */
export function readStoreFacts(home: string): StoreFacts | undefined {
  const path = join(home, FILE);
  const json = readJsonFile(path);
  if (json === undefined) return undefined;
  const parsed = v.safeParse(schema, json);
  if (parsed.success) return parsed.output;
  throw new StoreError(
    `${path} is broken: move the folder ${home} away, or set another RUNWAY_HOME`,
  );
}

export function writeStoreFacts(home: string, facts: StoreFacts): void {
  writeJsonFile(join(home, FILE), facts);
}
