import { expect, it } from 'vitest';
import { printSchedules } from './report.ts';
import { runSchedules } from './run-schedules.ts';

// Two files, because two run at once.
it('no seeded schedule of faults breaks a promise, seeds 1 to 100', async () => {
  const tally = await runSchedules(1, 100);
  printSchedules(tally);
  expect(tally.broken).toEqual([]);
});
