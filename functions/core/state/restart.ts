import { startHistory } from '../forecast/hourly-spend.ts';
import { dateOf, openDay } from '../ledger/day-totals.ts';
import { HOUR_MS } from '../ledger/durations.ts';
import type { Reading } from '../ledger/reading.ts';
import type { Series } from './wallet-state.ts';

/** A series that a wrong clock has carried into the future, brought back: what lies after the reading goes. */
export function restartedAt({ spend, today, sums: _, ...known }: Series, reading: Reading): Series {
  const { atMs } = reading;
  const aheadHours = Math.floor(spend.lastAtMs / HOUR_MS) - Math.floor(atMs / HOUR_MS);
  const kept = spend.closed.length - aheadHours;
  const isOlder = kept >= 0 && spend.firstAtMs <= atMs;
  const date = dateOf(atMs);
  return {
    ...known,
    lastReading: reading,
    spend: isOlder
      ? {
          firstAtMs: spend.firstAtMs,
          lastAtMs: atMs,
          closed: spend.closed.slice(0, kept),
          open: { spend: 0, knownMs: 0 },
        }
      : startHistory(atMs),
    today:
      date === today.date ? { ...today, balance: reading.balance } : openDay(date, reading.balance),
  };
}
