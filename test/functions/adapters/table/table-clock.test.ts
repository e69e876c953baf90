import { DynamoDBClient, ListTablesCommand } from '@aws-sdk/client-dynamodb';
import fc from 'fast-check';
import { expect, it, onTestFinished } from 'vitest';
import { createTableClock } from '../../../../functions/adapters/table/table-clock.ts';
import { LOCAL_AWS } from '../../../support/topic-with-queue.ts';
import { answer, loopbackServer } from '../http/loopback-server.ts';

const START_MS = Date.parse('2026-11-27T12:00:00.400Z');
const HOUR_MS = 3_600_000;

/** A table whose clock is right, and a process whose two clocks the test sets. */
async function tableAndProcess() {
  const world = { nowMs: START_MS, sendMs: 0, answerMs: 0 };
  const own = { wallMs: START_MS, steadyMs: 0 };
  const pass = (ms: number, suspendedMs = 0) => {
    world.nowMs += ms + suspendedMs;
    own.wallMs += ms + suspendedMs;
    own.steadyMs += ms;
  };
  const server = await loopbackServer((response, turn, seen) => {
    pass(world.sendMs);
    const date = new Date(world.nowMs).toUTCString();
    pass(world.answerMs);
    answer(200, { TableNames: [] }, { date })(response, turn, seen);
  });
  const client = new DynamoDBClient({ ...LOCAL_AWS, endpoint: server.url });
  onTestFinished(() => client.destroy());
  const clocks = { wall: () => own.wallMs, steady: () => own.steadyMs };
  const sharedClock = createTableClock(client, clocks);
  return { world, own, pass, sharedClock, ask: () => client.send(new ListTablesCommand()) };
}

it('is this process’s own clock before the table has answered', async () => {
  const { sharedClock } = await tableAndProcess();
  expect(sharedClock()).toEqual({ earliestMs: START_MS, latestMs: START_MS });
});

it('is known to the second, and the time that the answer took, by a process whose clock is wrong', async () => {
  const { world, own, pass, sharedClock, ask } = await tableAndProcess();
  own.wallMs -= 4 * HOUR_MS;
  world.sendMs = 20;
  await ask();
  pass(5_000);
  const dateMs = START_MS - 400;
  expect(sharedClock()).toEqual({ earliestMs: dateMs + 5_000, latestMs: dateMs + 6_020 });
});

it('holds the table’s time, however wrong the process’s clocks are, are set or stand still', async () => {
  const { world, own, pass, sharedClock, ask } = await tableAndProcess();
  const ms = fc.nat(15 * 60_000);
  const skew = fc.integer({ min: -HOUR_MS, max: HOUR_MS });
  await fc.assert(
    fc.asyncProperty(ms, ms, ms, ms, skew, skew, async (send, back, run, sleep, skewMs, setMs) => {
      own.wallMs = world.nowMs + skewMs;
      Object.assign(world, { sendMs: send, answerMs: back });
      await ask();
      pass(run, sleep);
      if (sleep === 0) own.wallMs += setMs;
      const { earliestMs, latestMs } = sharedClock();
      expect(earliestMs).toBeLessThanOrEqual(world.nowMs);
      expect(latestMs).toBeGreaterThan(world.nowMs);
    }),
    {
      examples: [
        [0, 0, 1_000, 0, 0, HOUR_MS],
        [0, 0, 1_000, 0, 0, -HOUR_MS],
      ],
    },
  );
});
