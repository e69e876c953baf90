import type { Alert } from '../../functions/core/alert/alert.ts';

/** A runway alert of three days, on Fri 27 Nov 2026; override what a test is about. */
export function someAlert(
  changes: Partial<Alert> = {},
  facts: Partial<Alert['facts']> = {},
): Alert {
  return {
    kind: 'runway',
    severity: 'warning',
    atMs: Date.parse('2026-11-27T12:00:00Z'),
    reason: 'under 3 days for two hours',
    ...changes,
    facts: {
      balance: { decimal: '118', currency: 'SQC' },
      burnPerDay: 41,
      forecastState: 'steady',
      runwayDays: { p10: 1.625, p50: 2.75, p90: 4.08 },
      levelDays: 3,
      purchase: {
        amount: { decimal: '750', currency: 'SQC' },
        priceEuro: 15,
        lastsUntilMs: Date.parse('2026-12-18T12:00:00Z'),
      },
      ...facts,
    },
  };
}
