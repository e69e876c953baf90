import { describe, expect, it } from 'vitest';
import { timeTicks } from '../../../../functions/report/page/time-axis.ts';
import { zoneOffsetMs } from '../../../../functions/report/page/zone.ts';

const at = (iso: string) => Date.parse(iso);

describe('a time axis', () => {
  it("has its ticks at midnight of the reader's own day, also where the clocks change", () => {
    const span = { fromMs: at('2026-10-22T12:00Z'), toMs: at('2026-10-29T12:00Z') };
    const ticks = timeTicks(span, 'Europe/Berlin', 8);
    expect(ticks.map(({ label }) => label)).toEqual([
      'Fri 23',
      'Sat 24',
      'Sun 25',
      'Mon 26',
      'Tue 27',
      'Wed 28',
      'Thu 29',
    ]);
    expect(ticks.map(({ atMs }) => new Date(atMs).toISOString().slice(5, 16))).toEqual([
      '10-22T22:00',
      '10-23T22:00',
      '10-24T22:00',
      '10-25T23:00',
      '10-26T23:00',
      '10-27T23:00',
      '10-28T23:00',
    ]);
  });

  it('names hours within a day, days within a month, months within a year', () => {
    const labels = (from: string, to: string) =>
      timeTicks({ fromMs: at(from), toMs: at(to) }, 'UTC', 6).map(({ label }) => label);
    expect(labels('2026-11-21T14:00Z', '2026-11-22T14:00Z')).toContain('18:00');
    expect(labels('2026-10-22T00:00Z', '2026-11-22T00:00Z')).toContain('1 Nov');
    expect(labels('2025-10-22T00:00Z', '2026-11-22T00:00Z')).toContain('2026');
  });

  it.each([
    ['UTC', 0],
    ['Europe/Berlin', 60],
    ['Asia/Kolkata', 330],
    ['America/St_Johns', -210],
  ])('knows that %s is %d minutes ahead in November', (zone, minutes) => {
    expect(zoneOffsetMs(at('2026-11-22T00:00Z'), zone)).toBe(minutes * 60_000);
  });
});
