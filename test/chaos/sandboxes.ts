import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { type ParameterStore, startParameterStore } from '../../bench/world/parameter-store.ts';
import type { Fault, Service } from './faults.ts';
import type { Exchange, FaultProxy, Line } from './proxy.ts';

const SANDBOX = join(import.meta.dirname, 'sandbox.mjs');

/** How an invocation ended; one that is frozen ends later. */
export type Ended =
  | { readonly state: 'answered'; readonly answer?: unknown }
  | { readonly state: 'failed'; readonly failure: string }
  | { readonly state: 'killed' }
  | { readonly state: 'timed out' }
  | { readonly state: 'frozen'; readonly thaw: () => Promise<Ended> };

export interface Plan {
  /** How far the process's clock is ahead of the world's. */
  readonly skewMs: number;
  readonly faults: readonly Fault[];
}

export interface Sandboxes {
  /** As Lambda does: in a process that waits frozen, otherwise in a new one. */
  invoke(event: unknown, plan: Plan): Promise<Ended>;
  close(): Promise<void>;
}

export interface SandboxesOptions {
  /** The bundled handler. */
  readonly file: string;
  readonly clockFile: string;
  /** What is in its environment, told where the services are. */
  readonly env: (addressOf: Line['addressOf']) => Readonly<Record<string, string>>;
  readonly secretAt: (name: string, addressOf: Line['addressOf']) => string;
  readonly targetOf: (service: Exclude<Service, 'ssm'>) => string;
  readonly onExchange: (exchange: Exchange) => void;
  /** Real milliseconds after which an invocation that is not frozen is killed. */
  readonly timeoutMs: () => number;
}

interface Sandbox {
  readonly child: ChildProcess;
  readonly line: Line;
  readonly parameters: ParameterStore;
  onFreeze: () => void;
}

/** The processes of one function behind the proxy. */
export function startSandboxes(proxy: FaultProxy, options: SandboxesOptions): Sandboxes {
  const { file, clockFile, env, secretAt, targetOf, onExchange, timeoutMs } = options;
  const all = new Set<Sandbox>();
  let idle: Sandbox[] = [];
  const killAll = () => {
    for (const { child } of all) child.kill('SIGKILL');
  };
  process.on('exit', killAll);

  async function start(): Promise<Sandbox> {
    const parameters = await startParameterStore((name) => secretAt(name, line.addressOf));
    const line = proxy.line({
      targetOf: (service) => (service === 'ssm' ? parameters.endpoint : targetOf(service)),
      onExchange,
      kill: () => sandbox.child.kill('SIGKILL'),
      freeze: () => {
        sandbox.child.kill('SIGSTOP');
        return () => sandbox.onFreeze();
      },
    });
    const child = fork(SANDBOX, [file, clockFile], {
      env: env(line.addressOf),
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
    const sandbox: Sandbox = { child, line, parameters, onFreeze: () => {} };
    all.add(sandbox);
    child.once('exit', () => {
      all.delete(sandbox);
      idle = idle.filter((one) => one !== sandbox);
      void parameters.close();
    });
    await once(child, 'message');
    return sandbox;
  }

  async function invoke(event: unknown, { skewMs, faults }: Plan): Promise<Ended> {
    const sandbox = idle.pop() ?? (await start());
    const { child, line } = sandbox;
    line.meet(faults);
    let frozen = Promise.withResolvers<void>();
    sandbox.onFreeze = () => frozen.resolve();
    const ended = endOf(sandbox);
    child.kill('SIGCONT');
    child.send({ event, skewMs });

    async function endOrFreeze(): Promise<Ended> {
      const limit = new AbortController();
      const isOver = new Promise<'over'>((resolve) => {
        const timer = setTimeout(resolve, timeoutMs(), 'over');
        limit.signal.addEventListener('abort', () => clearTimeout(timer));
      });
      const first = await Promise.race([ended, frozen.promise, isOver]);
      limit.abort();
      if (first === 'over') {
        child.kill('SIGKILL');
        await ended;
        return { state: 'timed out' };
      }
      if (first !== undefined) return first;
      return { state: 'frozen', thaw };
    }
    function thaw(): Promise<Ended> {
      frozen = Promise.withResolvers<void>();
      line.thaw();
      child.kill('SIGCONT');
      return endOrFreeze();
    }
    return endOrFreeze();
  }

  /** Stops the process as it answers: a timer that it leaves behind goes on with its next invocation. */
  async function endOf(sandbox: Sandbox): Promise<Ended> {
    const { child, line } = sandbox;
    const over = new AbortController();
    const { signal } = over;
    const exit = once(child, 'exit', { signal }).then(() => undefined);
    exit.catch(() => undefined);
    const said = await Promise.race([once(child, 'message', { signal }), exit]);
    over.abort();
    if (said === undefined) return { state: 'killed' };
    child.kill('SIGSTOP');
    line.meet([]);
    idle.push(sandbox);
    const { answer, failure } = said[0] as { answer?: unknown; failure?: string };
    return failure === undefined ? { state: 'answered', answer } : { state: 'failed', failure };
  }

  return {
    invoke,
    async close() {
      process.off('exit', killAll);
      const exits = [...all].map(({ child }) => once(child, 'exit'));
      killAll();
      await Promise.all(exits);
    },
  };
}
