/** What can be chosen at the top of the charts. */
export const RANGES = ['24h', '7d', '30d', 'all'] as const;
export type Range = (typeof RANGES)[number];

export const RANGE_LABELS: Readonly<Record<Range, string>> = {
  '24h': '24 hours',
  '7d': '7 days',
  '30d': '30 days',
  all: 'All',
};

export const HOUR_MS = 3_600_000;
export const DAY_MS = 24 * HOUR_MS;

const LENGTH_MS = { '24h': DAY_MS, '7d': 7 * DAY_MS, '30d': 30 * DAY_MS } as const;

/** When a range begins; `firstMs` is the oldest thing known. */
export function startOf(range: Range, nowMs: number, firstMs: number): number {
  return range === 'all' ? Math.min(firstMs, nowMs - DAY_MS) : nowMs - LENGTH_MS[range];
}
