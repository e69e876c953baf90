export type UsagePeriod = 'today' | '7d' | '30d' | '90d' | 'all';

/** The vendor's own sum of what was used. Where its window begins, and in which unit it counts, is not documented. */
export interface Usage {
  /** When the vendor's answer arrived, epoch milliseconds. */
  readonly atMs: number;
  readonly period: UsagePeriod;
  readonly requests?: number;
  readonly creditsUsed?: number;
}
