import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { onTestFinished } from 'vitest';

const RUNWAY = resolve(import.meta.dirname, '../../cli/runway.ts');
/** The tests start many processes; half of each start is compiling. */
const COMPILE_CACHE = join(tmpdir(), 'runway-test-compiled');
export const KEY = 'sqk_live_0123456789abcdef';

export interface CliResult {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export type Env = Readonly<Record<string, string>>;

/** An empty working directory of the test's own; the store is made in its `.runway`. */
export function emptyFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'runway-test-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Starts the real command line in a process of its own, with nothing of our environment but the path. */
export function startCli(
  cwd: string,
  args: readonly string[],
  env: Env = {},
): ChildProcessWithoutNullStreams {
  const { PATH = '' } = process.env;
  const child = spawn(process.execPath, [RUNWAY, ...args], {
    cwd,
    env: { PATH, HOME: cwd, TZ: 'UTC', NODE_COMPILE_CACHE: COMPILE_CACHE, ...env },
  });
  child.stdout.setEncoding('utf8');
  child.stderr.setEncoding('utf8');
  onTestFinished(() => {
    child.kill('SIGKILL');
  });
  return child;
}

/** Runs it to its end. */
export function runCli(cwd: string, args: readonly string[], env: Env = {}): Promise<CliResult> {
  return ended(startCli(cwd, args, env));
}

export function ended(child: ChildProcessWithoutNullStreams): Promise<CliResult> {
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (text: string) => {
    stdout += text;
  });
  child.stderr.on('data', (text: string) => {
    stderr += text;
  });
  return new Promise((done, fail) => {
    child.on('error', fail);
    child.on('close', (code) => done({ code, stdout, stderr }));
  });
}

/** Waits until a stream has said so. */
export function saidOn(stream: NodeJS.ReadableStream, words: string): Promise<string> {
  let said = '';
  return new Promise((done, fail) => {
    stream.on('data', (text: string) => {
      said += text;
      if (said.includes(words)) done(said);
    });
    stream.on('close', () => fail(new Error(`never said "${words}", but: ${said}`)));
  });
}
