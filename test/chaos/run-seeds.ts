import { startDeployment } from './deployment.ts';
import { runSchedule } from './run-schedule.ts';
import { scheduleOf } from './schedule.ts';

export interface Totals {
  schedules: number;
  invocations: number;
  killed: number;
  frozen: number;
  late: number;
  faults: number;
  /** With what replays it before each. */
  readonly broken: string[];
}

/** Seeded schedules, one after the other, of a wallet that is polled every `pollMinutes`. */
export async function runSeeds(seeds: readonly number[], pollMinutes: 15 | 60): Promise<Totals> {
  const totals: Totals = {
    schedules: 0,
    invocations: 0,
    killed: 0,
    frozen: 0,
    late: 0,
    faults: 0,
    broken: [],
  };
  const deployment = await startDeployment(pollMinutes);
  try {
    for (const seed of seeds) {
      const tally = await runSchedule(scheduleOf(seed, pollMinutes), deployment);
      totals.schedules += 1;
      totals.invocations += tally.invocations;
      totals.killed += tally.killed;
      totals.frozen += tally.frozen;
      totals.late += tally.late;
      const replay = `CHAOS=${seed}/${pollMinutes} npm run test:chaos`;
      totals.broken.push(...tally.broken.map((what) => `${replay}\n  ${what}`));
    }
    totals.faults = deployment.proxy.met();
  } finally {
    await deployment.close();
  }
  return totals;
}
