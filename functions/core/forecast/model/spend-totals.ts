import { HOUR_MS } from '../../ledger/durations.ts';
import type { HourlySpend } from '../hourly-spend.ts';

/** Spend of one clock hour or one UTC day, as far as it is known. */
export interface SpendTotal {
  readonly fromMs: number;
  /** In the wallet's currency. */
  readonly spend: number;
  /** How many hours of it are known, 0 … 1 or 0 … 24. */
  readonly knownHours: number;
}

/** Oldest first, the open hour last. */
export function spendByHour({ closed, open, lastAtMs }: HourlySpend): SpendTotal[] {
  const openMs = Math.floor(lastAtMs / HOUR_MS) * HOUR_MS;
  const hours: SpendTotal[] = [];
  closed.forEach((spend, hour) => {
    const isKnown = !Number.isNaN(spend);
    hours.push({
      fromMs: openMs - (closed.length - hour) * HOUR_MS,
      spend: isKnown ? spend : 0,
      knownHours: isKnown ? 1 : 0,
    });
  });
  hours.push({ fromMs: openMs, spend: open.spend, knownHours: open.knownMs / HOUR_MS });
  return hours;
}

/** Oldest first, the present day last. */
export function spendByDay(history: HourlySpend): SpendTotal[] {
  const days = new Map<number, SpendTotal>();
  for (const hour of spendByHour(history)) {
    const fromMs = Math.floor(hour.fromMs / (24 * HOUR_MS)) * 24 * HOUR_MS;
    const day = days.get(fromMs) ?? { fromMs, spend: 0, knownHours: 0 };
    days.set(fromMs, {
      fromMs,
      spend: day.spend + hour.spend,
      knownHours: day.knownHours + hour.knownHours,
    });
  }
  return [...days.values()];
}
