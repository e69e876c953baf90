import { spawn } from 'node:child_process';
import { request } from 'node:http';
import { resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

export const REPOSITORY = resolve(import.meta.dirname, '../..');
const LOOPBACK = /^http:\/\/(127\.0\.0\.1|\[::1\])(:\d+)?\/?$/;

const endpoint = process.env.AWS_ENDPOINT_URL ?? '';
if (!LOOPBACK.test(endpoint)) {
  throw new Error(
    `AWS_ENDPOINT_URL is ${endpoint}: this test deploys and destroys, and only does so at an emulator on 127.0.0.1`,
  );
}

/** No account's credentials get in here, whatever the shell has set. */
export const EMULATOR = {
  AWS_ENDPOINT_URL: endpoint,
  AWS_ACCESS_KEY_ID: 'test',
  AWS_SECRET_ACCESS_KEY: 'test',
  AWS_REGION: 'us-east-1',
};
Object.assign(process.env, EMULATOR);
for (const name of ['AWS_PROFILE', 'AWS_SESSION_TOKEN', 'AWS_DEFAULT_REGION']) {
  delete process.env[name];
}

export interface Ended {
  readonly code: number | null;
  /** Standard output and standard error, as they came. */
  readonly said: string;
}

/** `npm run -s runway -- …`, as a person types it. */
export function runway(args: readonly string[], cwd: string, stdin = ''): Promise<Ended> {
  return run(process.execPath, [resolve(REPOSITORY, 'cli/runway.ts'), ...args], cwd, stdin);
}

/** `npx cdk …` in the repository. */
export function cdk(args: readonly string[]): Promise<Ended> {
  const options = ['--require-approval', 'never', '--no-color', '--ci'];
  return run('npx', ['cdk', ...args, ...(args[0] === 'deploy' ? options : [])], REPOSITORY);
}

function run(command: string, args: readonly string[], cwd: string, stdin = ''): Promise<Ended> {
  const child = spawn(command, args, { cwd, env: { ...process.env, ...EMULATOR } });
  let said = '';
  const hear = (chunk: Buffer) => {
    said += chunk.toString();
  };
  child.stdout.on('data', hear);
  child.stderr.on('data', hear);
  child.stdin.end(stdin);
  return new Promise((done, fail) => {
    child.on('error', fail);
    child.on('close', (code) => done({ code, said }));
  });
}

/** Opens a Function URL, which the emulator tells by its Host header; with a form, posts it. */
export function openLink(
  link: string,
  form?: string,
  headers: Readonly<Record<string, string>> = {
    'content-type': 'application/x-www-form-urlencoded',
  },
): Promise<{ readonly status: number | undefined; readonly body: string }> {
  const { host, pathname, search } = new URL(link);
  const { hostname, port } = new URL(endpoint);
  return new Promise((done, fail) => {
    const sent = request(
      {
        hostname,
        port,
        path: `${pathname}${search}`,
        method: form === undefined ? 'GET' : 'POST',
        headers: { host, ...headers },
      },
      (response) => {
        let body = '';
        response.setEncoding('utf8').on('data', (text: string) => {
          body += text;
        });
        response.on('end', () => done({ status: response.statusCode, body }));
      },
    );
    sent.on('error', fail).end(form);
  });
}

/** Asks every second until there is an answer. */
export async function until<T>(
  what: string,
  ask: () => Promise<T | undefined> | T | undefined,
  timeoutMs = 200_000,
): Promise<T> {
  const endMs = performance.now() + timeoutMs;
  for (;;) {
    const answer = await ask();
    if (answer !== undefined) return answer;
    if (performance.now() > endMs) throw new Error(`waited in vain for ${what}`);
    await pause(1_000);
  }
}
