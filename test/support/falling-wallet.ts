import { parseAmount } from '../../functions/core/ledger/amount.ts';
import { HOUR_MS } from '../../functions/core/ledger/durations.ts';
import type { Reading } from '../../functions/core/ledger/reading.ts';
import type { Policy } from '../../functions/core/state/policy.ts';

/** A Monday. */
export const START_MS = Date.parse('2026-11-02T00:00:00Z');

export const POLICY: Policy = { levelsDays: [7, 3, 1], timeZone: 'UTC' };

export function reading(atMs: number, balance: number | string, currency = 'SQC'): Reading {
  return { atMs, balance: parseAmount(balance, currency) };
}

/** Balances read every hour, burning evenly and refilled by the given amount whenever they run out. */
export function* hourlyReadings(options: {
  readonly hours: number;
  readonly balance: number;
  readonly perDay: number;
  readonly refill?: number;
  readonly currency?: string;
}): Generator<Reading> {
  let balance = options.balance;
  for (let hour = 0; hour <= options.hours; hour++) {
    yield reading(START_MS + hour * HOUR_MS, Number(balance.toFixed(4)), options.currency);
    if (balance <= 0 && options.refill !== undefined) balance += options.refill;
    balance = Math.max(0, balance - options.perDay / 24);
  }
}
