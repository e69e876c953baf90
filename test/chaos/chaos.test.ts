import { describe, expect, it } from 'vitest';
import { runSeeds } from './run-seeds.ts';

/** A part of what `npm run test:chaos` runs whole. */
describe('the deployed functions, through a part of the chaos', () => {
  it('keep every promise', async () => {
    const [quarterHours, hours] = await Promise.all([
      runSeeds([1, 2, 3, 4, 5], 15),
      runSeeds([1, 2, 3, 4, 5], 60),
    ]);
    expect([...quarterHours.broken, ...hours.broken]).toEqual([]);
    expect(quarterHours.late + hours.late).toBeLessThanOrEqual(1);
    expect(quarterHours.killed + hours.killed).toBeGreaterThan(15);
    expect(quarterHours.frozen + hours.frozen).toBeGreaterThan(8);
  });
});
