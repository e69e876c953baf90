import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';

const PROCESS = join(import.meta.dirname, 'process.mjs');

export interface Invocation {
  readonly ms: number;
  readonly cpuMs: number;
  /** Resident memory at its end, bytes. */
  readonly rss: number;
  readonly requests: readonly OutgoingRequest[];
}

export interface OutgoingRequest {
  /** Of the loopback server it went to. */
  readonly port: number;
  /** "DynamoDB_20120810.Query"; absent but for DynamoDB and SSM. */
  readonly target?: string;
  readonly ms: number;
}

export interface LambdaRun {
  readonly initMs: number;
  readonly initRss: number;
  readonly invocations: readonly Invocation[];
}

export interface LambdaPlan {
  /** One invocation each, in turn. */
  readonly wallets: readonly string[];
  /** Where the process's clock stands at the first invocation, epoch milliseconds. @default the real time */
  readonly startMs?: number;
  /** How much later each further invocation is. */
  readonly stepMs?: number;
}

/** Runs a bundled handler in a fresh process. @throws Error with what it wrote when it failed */
export async function runLambda(
  file: string,
  env: Readonly<Record<string, string>>,
  plan: LambdaPlan = { wallets: [] },
): Promise<LambdaRun> {
  const child = spawn(process.execPath, [PROCESS, file, JSON.stringify(plan)], {
    env: { ...env },
    stdio: ['ignore', 'ignore', 'pipe', 'pipe'],
  });
  const [answer, complaint, [code]] = await Promise.all([
    text(child.stdio[3] as Readable),
    text(child.stdio[2] as Readable),
    once(child, 'close'),
  ]);
  if (code !== 0 || answer === '') throw new Error(`${file} failed (${code}): ${complaint}`);
  return JSON.parse(answer) as LambdaRun;
}
