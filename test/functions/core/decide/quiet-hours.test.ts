import { describe, expect, it } from 'vitest';
import { holdUntil } from '../../../../functions/core/decide/quiet-hours.ts';
import { someAlert } from '../../../support/alerts.ts';

const NIGHT = {
  levelsDays: [7, 3, 1],
  timeZone: 'Europe/Vienna',
  quietHours: { from: '22:00', to: '07:00' },
};
const at = (iso: string) => Date.parse(iso);

describe('quiet hours', () => {
  it('hold a warning until they end, over midnight and in local time', () => {
    expect(holdUntil(someAlert(), NIGHT, at('2026-11-27T21:30:00Z'))).toBe(
      at('2026-11-28T06:00:00Z'),
    );
    expect(holdUntil(someAlert(), NIGHT, at('2026-11-28T03:00:00Z'))).toBe(
      at('2026-11-28T06:00:00Z'),
    );
  });

  it('end sharp, and let everything pass by day', () => {
    expect(holdUntil(someAlert(), NIGHT, at('2026-11-28T06:00:00Z'))).toBeUndefined();
    expect(holdUntil(someAlert(), NIGHT, at('2026-11-28T12:00:00Z'))).toBeUndefined();
  });

  it('never hold a critical alert', () => {
    const alert = someAlert({ severity: 'critical' });
    expect(holdUntil(alert, NIGHT, at('2026-11-28T03:00:00Z'))).toBeUndefined();
  });

  it('never hold an alert whose pessimistic date falls before they end', () => {
    const soon = someAlert({}, { runwayDays: { p10: 0.1, p50: 2, p90: 3 } });
    expect(holdUntil(soon, NIGHT, at('2026-11-28T03:00:00Z'))).toBeUndefined();
  });

  it('hold an alert whose pessimistic date is no earlier than their end', () => {
    const nowMs = at('2026-11-28T00:00:00Z');
    const then = someAlert({}, { runwayDays: { p10: 0.25, p50: 2, p90: 3 } });
    expect(holdUntil(then, NIGHT, nowMs)).toBe(at('2026-11-28T06:00:00Z'));
    const idle = someAlert({}, { runwayDays: null });
    expect(holdUntil(idle, NIGHT, nowMs)).toBe(at('2026-11-28T06:00:00Z'));
  });

  it('begin and end to the minute, by day as over midnight', () => {
    const heldAt = (quietHours: { from: string; to: string }, time: string) =>
      holdUntil(
        someAlert(),
        { ...NIGHT, timeZone: 'UTC', quietHours },
        at(`2026-11-28T${time}:00Z`),
      );
    const noon = { from: '11:30', to: '13:45' };
    const end = at('2026-11-28T13:45:00Z');
    const held = ['11:29', '11:30', '12:00', '13:44', '13:45', '20:00'].map((time) =>
      heldAt(noon, time),
    );
    expect(held).toEqual([undefined, end, end, end, undefined, undefined]);
    const night = { from: '22:30', to: '06:45' };
    expect(heldAt(night, '22:29')).toBeUndefined();
    expect(heldAt(night, '22:30')).toBe(at('2026-11-29T06:45:00Z'));
    expect(heldAt(night, '06:44')).toBe(at('2026-11-28T06:45:00Z'));
    expect(heldAt(night, '06:45')).toBeUndefined();
  });

  it('hold nothing where both ends are the same', () => {
    const none = { ...NIGHT, timeZone: 'UTC', quietHours: { from: '08:00', to: '08:00' } };
    expect(holdUntil(someAlert(), none, at('2026-11-28T08:00:00Z'))).toBeUndefined();
    expect(holdUntil(someAlert(), none, at('2026-11-28T09:00:00Z'))).toBeUndefined();
  });
});
