/**
 * A wallet's spend by UTC clock hour: the whole memory of the forecaster, at most 28 days of it.
 * Values are in the wallet's currency; NaN marks an hour of which less than half is known.
 */
export interface HourlySpend {
  /** When the first reading was taken, epoch milliseconds. It may lie before the window. */
  readonly firstAtMs: number;
  /** When the last reading was taken, epoch milliseconds: the history is known up to here. */
  readonly lastAtMs: number;
  /** Closed hours, oldest first, at most 672; the last one ends where the open hour begins. A partly known hour is scaled to a whole one. */
  readonly closed: Float64Array;
  /** The clock hour that contains `lastAtMs`: its spend so far and how much of it is known. */
  readonly open: { readonly spend: number; readonly knownMs: number };
}
