import { describe, expect, it } from 'vitest';
import { inTurnUntilSignal, type Job } from '../../../cli/watch/in-turn.ts';

/** Ends like Ctrl-C once so much has been done. */
function until(count: number) {
  const done: string[] = [];
  const job = (name: string, everyMs: number, run = async () => {}): Job => ({
    everyMs,
    run: async () => {
      await run();
      done.push(name);
      if (done.length === count) process.emit('SIGINT');
    },
  });
  return { done, job };
}

describe('jobs in turn', () => {
  it('begin at once and in their order, and never run two at a time', async () => {
    let running = 0;
    const alone = async () => {
      running += 1;
      await new Promise((done) => setTimeout(done, 3));
      expect(running).toBe(1);
      running -= 1;
    };
    const { done, job } = until(6);
    await inTurnUntilSignal([job('poll', 20, alone), job('sweep', 10, alone)], Date.now);
    expect(done.slice(0, 3)).toEqual(['poll', 'sweep', 'sweep']);
  });

  it('keep nobody waiting when the clock is set back', async () => {
    let setBackMs = 0;
    const { done, job } = until(3);
    const setBack = async () => {
      setBackMs += 3_600_000;
    };
    await inTurnUntilSignal([job('poll', 5, setBack)], () => Date.now() - setBackMs);
    expect(done).toHaveLength(3);
  });

  it('leave nothing behind that would hear the next signal', async () => {
    const before = process.listenerCount('SIGINT');
    const { job } = until(1);
    await inTurnUntilSignal([job('poll', 60_000)], Date.now);
    expect(process.listenerCount('SIGINT')).toBe(before);
  });
});
