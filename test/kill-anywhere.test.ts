import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createWalletStore } from '../functions/adapters/table/wallet-store.ts';
import { HOUR_MS } from '../functions/core/ledger/durations.ts';
import { pollWallet } from '../functions/poll/poll-wallet.ts';
import { POLICY, START_MS } from './support/falling-wallet.ts';
import { pollDeps } from './support/poll-world.ts';
import { startWorld, type World } from './support/world.ts';

const SILENT = { info: () => {}, warn: () => {}, error: () => {} };
const CRASHING_POLL = fileURLToPath(new URL('./support/crashing-poll.ts', import.meta.url));
const ALERT_MS = START_MS + 3 * HOUR_MS;
/** After a crash Lambda tries again in a minute or two; by then the lease of 65 s has ended. */
const RETRY_MS = ALERT_MS + 2 * 60_000;

/** A wallet whose next poll, at ALERT_MS, finds it empty. */
async function aboutToBeEmpty(): Promise<World> {
  const world = await startWorld({ startMs: START_MS, balance: 14, perDay: 96 });
  onTestFinished(() => world.close());
  for (const hour of [0, 1, 2]) {
    world.nowMs = START_MS + hour * HOUR_MS;
    await pollWallet(pollDeps(world.addresses, world.clock, POLICY, SILENT));
  }
  await world.topic.drain();
  world.slack.messages.length = 0;
  world.nowMs = ALERT_MS;
  return world;
}

/** Runs one poll in a process of its own and kills it at a boundary. */
async function crash(world: World, killAt: number): Promise<{ steps: string[]; killed: boolean }> {
  const child = spawn(
    process.execPath,
    [CRASHING_POLL, JSON.stringify(world.addresses), String(ALERT_MS), String(killAt)],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  let output = '';
  child.stdout.on('data', (chunk) => {
    output += chunk;
  });
  const [, signal] = await once(child, 'close');
  return { steps: output.trim().split('\n'), killed: signal === 'SIGKILL' };
}

async function received(world: World): Promise<Record<'sns' | 'slack', boolean[]>> {
  const sns = (await world.topic.drain())
    .filter(({ event }) => event.kind === 'depleted')
    .map(({ event }) => event.possibleRepeat === true);
  const slack = world.slack.messages
    .filter(({ text }) => text.includes('is empty'))
    .map(({ blocks }) => JSON.stringify(blocks).includes('possible repeat'));
  return { sns, slack };
}

describe('a poll that is killed', () => {
  it('at any step boundary loses no reading and no alert, and repeats none unmarked', async () => {
    const whole = await crash(await aboutToBeEmpty(), Number.POSITIVE_INFINITY);
    const boundaries = Number(whole.steps.at(-1)?.split(' ')[1]);
    expect(boundaries).toBeGreaterThanOrEqual(16);

    for (let killAt = 0; killAt < boundaries; killAt++) {
      const world = await aboutToBeEmpty();
      const { steps, killed } = await crash(world, killAt);
      expect(killed, `boundary ${killAt}`).toBe(true);

      world.nowMs = RETRY_MS;
      const deps = pollDeps(world.addresses, world.clock, POLICY, SILENT);
      await pollWallet(deps);
      world.nowMs = RETRY_MS + HOUR_MS;
      await pollWallet(deps);

      const where = `killed at boundary ${killAt}, in or after ${steps.at(-1)}`;
      const store = createWalletStore(world.table.client, world.table.tableName);
      const times = (await Array.fromAsync(store.readings('main', 0, world.nowMs + 1))).map(
        ({ reading }) => reading.atMs,
      );
      const wasRecorded = steps.includes('putReading') && killAt > 2 * steps.indexOf('putReading');
      expect(times.includes(ALERT_MS) || !wasRecorded, where).toBe(true);
      expect(times, where).toEqual(expect.arrayContaining([RETRY_MS, RETRY_MS + HOUR_MS]));

      for (const marks of Object.values(await received(world))) {
        expect(marks.length, where).toBeGreaterThanOrEqual(1);
        expect(marks.length, where).toBeLessThanOrEqual(2);
        if (marks.length === 1) continue;
        // A second message may only follow one whose end was never recorded, and says so.
        expect(marks, where).toEqual([false, true]);
        expect(steps, where).toContain('send');
        expect(
          steps.filter((step) => step === 'saveState'),
          where,
        ).toHaveLength(1);
      }
    }
  });

  it('after its alert was accepted and recorded is not repeated', async () => {
    const world = await aboutToBeEmpty();
    const { steps } = await crash(await aboutToBeEmpty(), Number.POSITIVE_INFINITY);
    const lastSave = steps.lastIndexOf('saveState');
    await crash(world, 2 * lastSave);
    world.nowMs = RETRY_MS;
    await pollWallet(pollDeps(world.addresses, world.clock, POLICY, SILENT));
    expect(await received(world)).toEqual({ sns: [false], slack: [false] });
    const store = createWalletStore(world.table.client, world.table.tableName);
    expect((await store.load('main', 0)).state?.outbox).toEqual([]);
  });
});

describe('two polls at once', () => {
  it('never both publish, and both readings are kept', async () => {
    for (let round = 0; round < 5; round++) {
      const world = await aboutToBeEmpty();
      const at = (ms: number) => pollDeps(world.addresses, () => ms, POLICY, SILENT);
      await Promise.all([
        pollWallet(at(ALERT_MS)),
        pollWallet(at(ALERT_MS + 7)),
        pollWallet(at(ALERT_MS + 15)),
      ]);
      expect(await received(world)).toEqual({ sns: [false], slack: [false] });
      const store = createWalletStore(world.table.client, world.table.tableName);
      const times = (await Array.fromAsync(store.readings('main', ALERT_MS, ALERT_MS + 99))).map(
        ({ reading }) => reading.atMs,
      );
      expect(times).toEqual([ALERT_MS, ALERT_MS + 7, ALERT_MS + 15]);
    }
  });
});
