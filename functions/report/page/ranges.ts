import { DAY_MS } from '../../core/ledger/durations.ts';
import type { WalletReport } from '../report-data.ts';

/** What can be chosen at the top of the charts. */
export const RANGES = ['24h', '7d', '30d', 'all'] as const;
export type Range = (typeof RANGES)[number];

export const RANGE_LABELS: Readonly<Record<Range, string>> = {
  '24h': '24 hours',
  '7d': '7 days',
  '30d': '30 days',
  all: 'All',
};

const LENGTH_MS = { '24h': DAY_MS, '7d': 7 * DAY_MS, '30d': 30 * DAY_MS } as const;

/** When a range begins; `firstMs` is the oldest thing known. */
export function startOf(range: Range, nowMs: number, firstMs: number): number {
  return range === 'all' ? Math.min(firstMs, nowMs - DAY_MS) : nowMs - LENGTH_MS[range];
}

/** The oldest thing that is known of a wallet. */
export function firstKnownMs({ readings, days }: WalletReport, nowMs: number): number {
  const firstDayMs = Date.parse(`${days[0]?.date ?? ''}T00:00Z`);
  return Math.min(
    readings[0]?.reading.atMs ?? nowMs,
    Number.isNaN(firstDayMs) ? nowMs : firstDayMs,
  );
}

/** The shortest range, of at least a week, that looks back as far as the answer in the headline lies ahead. */
export function defaultRange({ readings }: WalletReport): Range {
  const p50 = readings.at(-1)?.runwayDays?.p50 ?? 0;
  return p50 <= LENGTH_MS['7d'] / DAY_MS ? '7d' : '30d';
}
