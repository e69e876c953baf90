import { expect, it } from 'vitest';
import { runSeeds } from './run-seeds.ts';

/** `CHAOS=SEED/MINUTES` runs that schedule alone. */
const [seed, minutes] = (process.env.CHAOS ?? '').split('/').map(Number);

/** The schedules from seed 1 on, as a test that prints its figures. */
export function proveSeeds(pollMinutes: 15 | 60, count: number): void {
  const isSingle = minutes !== undefined;
  const seeds = isSingle ? [seed as number] : Array.from({ length: count }, (_, at) => at + 1);
  it.skipIf(isSingle && minutes !== pollMinutes)(
    `keeps every promise through ${seeds.length} schedules of a poll every ${pollMinutes} minutes`,
    async () => {
      const startedMs = Date.now();
      const { broken, ...figures } = await runSeeds(seeds, pollMinutes);
      const spent = `${((Date.now() - startedMs) / 60_000).toFixed(1)} minutes`;
      process.stdout.write(
        `${JSON.stringify(figures)}, ${broken.length} broken invariants, ${spent}\n`,
      );
      expect(broken).toEqual([]);
      expect(figures.late).toBeLessThanOrEqual(1);
    },
  );
}
