import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { DescribeTableCommand } from '@aws-sdk/client-dynamodb';
import * as v from 'valibot';
import { readJsonFile, writeJsonFile } from './json-file.ts';
import { LOCAL_TABLE, localClient } from './table.ts';

/** The watch that has the store open, in `watch.json`: how the other commands reach the history beside it. */
export interface RunningWatch {
  readonly pid: number;
  readonly endpoint: string;
}

const FILE = 'watch.json';
const ANSWER_WITHIN_MS = 2_000;
const schema = v.object({
  pid: v.pipe(v.number(), v.integer()),
  endpoint: v.pipe(v.string(), v.regex(/^http:\/\/127\.0\.0\.1:\d{1,5}\/[0-9a-f]{32}$/)),
});

/** Asks the endpoint that is written down: a file that a killed watch left behind counts as none. */
export async function findRunningWatch(home: string): Promise<RunningWatch | undefined> {
  const parsed = v.safeParse(schema, readJsonFile(join(home, FILE)));
  if (!parsed.success) return undefined;
  const client = localClient(parsed.output.endpoint);
  try {
    const abortSignal = AbortSignal.timeout(ANSWER_WITHIN_MS);
    await client.send(new DescribeTableCommand({ TableName: LOCAL_TABLE }), { abortSignal });
    return parsed.output;
  } catch {
    return undefined;
  } finally {
    client.destroy();
  }
}

/** Only whoever has the store open may write or remove the file. */
export function writeRunningWatch(home: string, watch: RunningWatch): void {
  writeJsonFile(join(home, FILE), watch);
}

export function removeRunningWatch(home: string): void {
  rmSync(join(home, FILE), { force: true });
}
