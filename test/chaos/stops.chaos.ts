import { expect, it } from 'vitest';
import { HOUR_MS, MINUTE_MS } from '../../functions/core/ledger/durations.ts';
import { START_MS } from '../support/falling-wallet.ts';
import { startDeployment } from './deployment.ts';
import type { Fault } from './faults.ts';
import { brokenInvariants, lateRepeats } from './invariants.ts';
import type { Plan } from './sandboxes.ts';

const STOPS = 500;
/** From the write that records an alert to the last byte of its messages, real milliseconds. */
const SENDING_MS = 8;
/** Of all stops, those that may fall between the last look at the clock and the bytes. */
const MAX_LATE_SHARE = 0.01;

it(`send nothing unmarked, though stopped in the midst of sending ${STOPS} times`, async () => {
  const deployment = await startDeployment(15);
  const { clock, functions } = deployment;
  const poll = (atMs: number, faults: readonly Fault[] = []) => {
    clock.set(atMs, 1);
    const plan: Plan = { skewMs: 0, faults };
    return functions.poll.invoke({ wallet: 'main' }, plan);
  };
  let frozen = 0;
  let late = 0;
  const broken: string[] = [];
  for (let stop = 0; stop < STOPS; stop++) {
    clock.set(START_MS);
    const { world, ledger } = await deployment.enter({
      startMs: START_MS,
      balance: 2.5,
      perDay: 48,
    });
    await poll(START_MS);
    const afterMs = (SENDING_MS * stop) / STOPS;
    const recorded = { service: 'dynamodb', operation: 'PutItem', first: 0, last: 0 } as const;
    const stopped = await poll(START_MS + HOUR_MS, [{ kind: 'freeze', afterMs, ...recorded }]);
    if (stopped.state === 'frozen') {
      frozen += 1;
      await poll(START_MS + HOUR_MS + 15 * MINUTE_MS);
      await stopped.thaw();
    }
    for (const hours of [2, 3]) await poll(START_MS + hours * HOUR_MS);
    late += lateRepeats(ledger);
    broken.push(...(await brokenInvariants(world, ledger, clock.now())));
  }
  await deployment.close();
  process.stdout.write(`${frozen} stops, ${late} between the last look and the bytes\n`);
  expect(broken).toEqual([]);
  expect(late).toBeLessThanOrEqual(STOPS * MAX_LATE_SHARE);
  expect(frozen).toBeGreaterThan(STOPS / 2);
});
