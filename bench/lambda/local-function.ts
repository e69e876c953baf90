import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

const SERVE = join(import.meta.dirname, 'serve.mjs');

/** A deployed function on this machine. */
export interface LocalFunction {
  /** As Lambda does: in a process that is idle, otherwise in a new one. @throws Error with what the handler threw */
  invoke(event: unknown): Promise<unknown>;
  /** Resolves when nothing runs. */
  ended(): Promise<void>;
  /** Ends the idle processes: the next invocation starts cold. */
  forget(): void;
  close(): void;
}

/** @param file the bundled handler */
export function localFunction(file: string, env: Readonly<Record<string, string>>): LocalFunction {
  const all = new Set<ChildProcess>();
  const running = new Set<Promise<unknown>>();
  let idle: ChildProcess[] = [];

  async function started(): Promise<ChildProcess> {
    const child = fork(SERVE, [file], {
      env: { ...env },
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
    all.add(child);
    await notified(child);
    return child;
  }

  async function run(event: unknown): Promise<unknown> {
    const child = idle.pop() ?? (await started());
    const telling = notified(child);
    child.send(event as object);
    const { answer, failure } = (await telling) as { answer?: unknown; failure?: string };
    idle.push(child);
    if (failure !== undefined) throw new Error(failure);
    return answer;
  }

  return {
    invoke(event) {
      const invocation = run(event);
      running.add(invocation);
      const end = () => void running.delete(invocation);
      invocation.then(end, end);
      return invocation;
    },
    async ended() {
      while (running.size > 0) await Promise.allSettled(running);
    },
    forget() {
      for (const child of idle) child.kill();
      idle = [];
    },
    close() {
      for (const child of all) child.kill();
    },
  };
}

async function notified(child: ChildProcess): Promise<unknown> {
  const ended = new AbortController();
  const { signal } = ended;
  const exit = once(child, 'exit', { signal }).then(([code]) => {
    throw new Error(`the process of a function ended (${code})`);
  });
  try {
    const [message] = (await Promise.race([once(child, 'message', { signal }), exit])) as unknown[];
    return message;
  } finally {
    exit.catch(() => undefined);
    ended.abort();
  }
}
