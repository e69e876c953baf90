import { setTimeout as pause } from 'node:timers/promises';

/** What is done in a rhythm; `run` never fails. */
export interface Job {
  /** Milliseconds, > 0. */
  readonly everyMs: number;
  run(): Promise<void>;
}

export interface InTurnOptions {
  /** How many times faster than this machine's time the clock runs. @default 1 */
  readonly speed?: number;
  /** Called once when a signal comes while a job is running: it is waited for. @default nothing is said */
  readonly onWaiting?: () => void;
}

/**
 * Does each job at once and then in its rhythm, one at a time and in this order, until a signal ends it. The rhythms
 * are counted from the start: slow jobs do not shift them, and a machine that slept goes on at once.
 */
export async function inTurnUntilSignal(
  jobs: readonly Job[],
  clock: () => number,
  { speed = 1, onWaiting }: InTurnOptions = {},
): Promise<void> {
  const stopping = new AbortController();
  let isRunning = false;
  const stop = () => {
    if (isRunning && !stopping.signal.aborted) onWaiting?.();
    stopping.abort();
  };
  // Once each: a second Ctrl-C ends the process at once, which loses nothing either.
  process.once('SIGINT', stop).once('SIGTERM', stop);
  const startMs = clock();
  const dueMs = jobs.map(() => startMs);
  const waitOf = ({ everyMs }: Job, at: number) => {
    const leftMs = (dueMs[at] ?? 0) - clock();
    // A clock that was set back must not keep anybody waiting.
    return leftMs > everyMs ? 0 : leftMs;
  };
  while (!stopping.signal.aborted) {
    for (const [at, job] of jobs.entries()) {
      if (stopping.signal.aborted || waitOf(job, at) > 0) continue;
      isRunning = true;
      await job.run();
      isRunning = false;
      const nowMs = clock();
      const sinceTick = (((nowMs - startMs) % job.everyMs) + job.everyMs) % job.everyMs;
      dueMs[at] = nowMs + job.everyMs - sinceTick;
    }
    const waitMs = Math.max(0, Math.min(...jobs.map(waitOf)) / speed);
    await pause(waitMs, undefined, { signal: stopping.signal }).catch(() => undefined);
  }
  process.off('SIGINT', stop).off('SIGTERM', stop);
}
