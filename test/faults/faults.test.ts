import { describe, expect, it } from 'vitest';
import { runEventMatrix } from './event-matrix.ts';
import { runMatrix } from './matrix.ts';
import { runSchedules } from './run-schedules.ts';

/** A part of what `npm run test:faults` runs whole. */
describe('a part of the faults', () => {
  it('breaks nothing in every ninth cell of the matrix', async () => {
    const { broken, cells } = await runMatrix(9);
    expect(broken).toEqual([]);
    expect(cells).toBeGreaterThan(25);
  });

  it('loses no event in every 29th cell of events and outages', async () => {
    const { lost, broken, cells } = await runEventMatrix(29);
    expect(lost).toEqual([]);
    expect(broken).toEqual([]);
    expect(cells).toBeGreaterThan(50);
  });

  it('breaks nothing in two of the seeded schedules', async () => {
    const { broken, alerts, faults } = await runSchedules(1, 2);
    expect(broken).toEqual([]);
    expect(alerts).toBeGreaterThan(4);
    expect(faults).toBeGreaterThan(20);
  });
});
