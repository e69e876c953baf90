import { expect, it } from 'vitest';
import { printSchedules } from './report.ts';
import { runSchedules } from './run-schedules.ts';

// Two files, because two run at once.
it('no seeded schedule of faults breaks a promise, seeds 101 to 200', async () => {
  const tally = await runSchedules(101, 100);
  printSchedules(tally);
  expect(tally.broken).toEqual([]);
});
