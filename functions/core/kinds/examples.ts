import type { AlertFacts } from '../alert/alert.ts';
import { DAY_MS, HOUR_MS } from '../ledger/durations.ts';

/** When the examples are decided: a Friday noon, so that there is a weekend to be careful of. */
export const EXAMPLE_AT_MS = Date.parse('2026-11-27T12:00:00Z');

export const sqc = (decimal: string) => ({ decimal, currency: 'SQC' });

/** A wallet with three days left. */
export const FALLING: AlertFacts = {
  balance: sqc('118'),
  burnPerDay: 41,
  forecastState: 'steady',
  runwayDays: { p10: 1.6, p50: 2.8, p90: 4.1 },
};

/** A wallet with three weeks left. */
export const FINE: AlertFacts = {
  balance: sqc('868'),
  burnPerDay: 41,
  forecastState: 'steady',
  runwayDays: { p10: 15, p50: 21, p90: 30 },
};

export const PURCHASE = {
  purchase: { amount: sqc('750'), priceEuro: 15, lastsUntilMs: EXAMPLE_AT_MS + 21 * DAY_MS },
};

/** The last reading is three hours old. */
export const SEEN = { readAtMs: EXAMPLE_AT_MS - 3 * HOUR_MS };
