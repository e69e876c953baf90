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
});
