import { describe, expect, it } from 'vitest';
import { fixedSecret } from '../../../functions/adapters/aws/secret-source.ts';
import { createSmartlyqClient } from '../../../functions/adapters/smartlyq/smartlyq-client.ts';
import { MINUTE_MS } from '../../../functions/core/ledger/durations.ts';
import { readSweep, type SweepReading } from '../../../functions/sub-accounts/read-sweep.ts';
import { agencyOf } from '../../../simulator/workspaces.ts';
import { KEY, START_MS, serve } from '../../simulator/serving.ts';

async function agency(subAccounts: number, ratePerMinute = 60) {
  let nowMs = START_MS;
  const clock = () => nowMs;
  const workspaces = agencyOf({ subAccounts, seed: 1 }, START_MS);
  const simulator = await serve({ clock, workspaces, ratePerMinute });
  const client = createSmartlyqClient({
    baseUrl: simulator.url,
    apiKey: fixedSecret(KEY),
    clock,
    allowLoopback: true,
    maxAttempts: 1,
  });
  return {
    simulator,
    workspaces,
    sweep: (deps: Partial<SweepReading> = {}) =>
      readSweep({
        vendor: client,
        watched: 'all',
        cursor: {},
        readUntilMs: Number.POSITIVE_INFINITY,
        clock,
        ...deps,
      }),
    pass: (ms: number) => {
      nowMs += ms;
    },
  };
}

describe('a round of reads', () => {
  it('reads all of a small agency, each once', async () => {
    const { sweep } = await agency(5);
    const { ended, readings, workspaces, cursor } = await sweep();
    expect(ended).toBe('sweep');
    expect(workspaces).toHaveLength(5);
    expect(readings.map(({ workspace }) => workspace.id)).toEqual([
      '421000',
      '421001',
      '421002',
      '421003',
      '421004',
    ]);
    expect(readings[0]?.wallet.reading).toEqual({
      atMs: START_MS,
      balance: { decimal: '5', currency: 'SQC' },
    });
    expect(cursor).toEqual({
      use: { resetAtMs: START_MS + MINUTE_MS, made: 6 },
    });
  });

  it('ends with its share of the window, and the next one goes on behind', async () => {
    const { sweep, pass } = await agency(45);
    const first = await sweep();
    expect([first.ended, first.readings.length]).toEqual(['allowance', 24]);
    const listed = first.workspaces ?? [];
    const again = await sweep({ listed, cursor: first.cursor });
    expect([again.ended, again.readings.length]).toEqual(['allowance', 0]);
    pass(MINUTE_MS);
    const second = await sweep({ listed, cursor: again.cursor });
    expect([second.ended, second.readings.length]).toEqual(['sweep', 21]);
    expect(second.readings[0]?.workspace.id).toBe('421024');
    expect(second.cursor.afterId).toBeUndefined();
    expect(second.cursor.use?.made).toBe(21);
  });

  it('reads those that are watched alone', async () => {
    const { sweep } = await agency(5);
    const { readings, workspaces } = await sweep({ watched: ['421003', '7'] });
    expect(readings.map(({ workspace }) => workspace.id)).toEqual(['421003']);
    expect(workspaces?.map(({ id }) => id)).toEqual(['421003']);
  });

  it('goes on when one cannot be read, and has read it again a sweep later', async () => {
    const { sweep, simulator } = await agency(3);
    simulator.failNext({ kind: 'slow', delayMs: 0 });
    simulator.failNext({ kind: 'status', status: 404 });
    const { ended, readings, failed, cursor } = await sweep();
    expect(ended).toBe('sweep');
    expect(failed.map(({ workspace, error }) => [workspace.id, error.status])).toEqual([
      ['421000', 404],
    ]);
    expect(readings).toHaveLength(2);
    expect((await sweep({ cursor })).readings).toHaveLength(3);
  });

  it('keeps its place at a fault that all would meet', async () => {
    const { sweep, simulator } = await agency(5);
    simulator.failNext({ kind: 'slow', delayMs: 0 }, 2);
    simulator.failNext({ kind: 'status', status: 503 }, 3);
    const broken = await sweep();
    expect(broken).toMatchObject({ ended: 'fault', fault: { kind: 'unavailable' }, failed: [] });
    expect(broken.readings).toHaveLength(1);
    expect(broken.cursor.afterId).toBe('421000');
  });

  it.each([403, 422, 503])('is not held up by one that always answers %i', async (status) => {
    const { sweep, simulator } = await agency(4);
    simulator.failNext({ kind: 'slow', delayMs: 0 });
    simulator.failNext({ kind: 'status', status });
    const { ended, readings, failed } = await sweep();
    expect([ended, readings.length]).toEqual(['sweep', 3]);
    expect(failed.map(({ workspace }) => workspace.id)).toEqual(['421000']);
  });

  it('asks no other one when the key is rejected', async () => {
    const { sweep, simulator } = await agency(4);
    simulator.failNext({ kind: 'slow', delayMs: 0 });
    simulator.failNext({ kind: 'status', status: 401 });
    expect(await sweep()).toMatchObject({ ended: 'fault', readings: [], failed: [] });
  });

  it('asks nothing for as long as the vendor wants a pause', async () => {
    const { sweep, simulator, pass } = await agency(3);
    simulator.failNext({ kind: 'status', status: 429, retryAfterSeconds: 120 });
    const limited = await sweep();
    expect(limited).toMatchObject({ ended: 'fault', fault: { kind: 'rate-limited' } });
    pass(119_000);
    expect((await sweep({ cursor: limited.cursor })).ended).toBe('allowance');
    pass(1_000);
    expect((await sweep({ cursor: limited.cursor })).ended).toBe('sweep');
  });

  it('waits for no more than an hour, whatever the vendor asks for', async () => {
    const { sweep, simulator } = await agency(3);
    simulator.failNext({ kind: 'status', status: 429, retryAfterSeconds: 86_400 });
    expect((await sweep()).cursor.notBeforeMs).toBe(START_MS + 60 * MINUTE_MS);
  });

  it('begins no read after its deadline', async () => {
    const { sweep } = await agency(3);
    const { ended, readings } = await sweep({ readUntilMs: START_MS - 1 });
    expect([ended, readings]).toEqual(['time', []]);
  });

  it('says that there is no agency', async () => {
    const simulator = await serve();
    const client = createSmartlyqClient({
      baseUrl: simulator.url,
      apiKey: fixedSecret(KEY),
      clock: () => START_MS,
      allowLoopback: true,
    });
    const deps = { vendor: client, watched: 'all' as const, cursor: {}, readUntilMs: START_MS };
    const sweep = await readSweep({ ...deps, clock: () => START_MS });
    expect(sweep).toMatchObject({ ended: 'fault', fault: { kind: 'conflict' }, readings: [] });
  });
});
