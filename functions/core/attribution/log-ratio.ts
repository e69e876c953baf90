/** An hour, or a day, of which both the log and the balance speak. */
export interface Overlap {
  /** In the log's currency, ≥ 0. */
  readonly logged: number;
  /** What the balance fell by, in the wallet's currency, ≥ 0. */
  readonly measured: number;
}

/** The log says more than this many times what the balance fell by: it is not this wallet's. */
const MAX_CONTRADICTION = 3;
/** Fewer hours with spend than this say nothing. */
const MIN_HOURS = 3;
/** How far the log may be from the balance before it is worth a word. */
const NOTABLE_GAP = 0.2;
/** The log is in US dollars. */
export const LOG_CURRENCY = 'USD';

/**
 * How log and balance go together.
 * - `ratio`: units of the wallet's currency for one of the log's.
 * - `unknown`: the wallet is in another currency, and too few hours are known of both.
 * - `contradicted`: the log cannot be of this wallet, and is not used.
 */
export type LogRatio =
  | { readonly kind: 'ratio'; readonly ratio: number; readonly isLearnt: boolean }
  | { readonly kind: 'unknown' }
  | { readonly kind: 'contradicted' };

/**
 * The ratio of most of the spend: half of what was logged lies in hours with a higher one, half in hours with a
 * lower one. So a lump that the log does not have, such as a monthly bill, changes nothing.
 */
export function logRatioOf(overlaps: readonly Overlap[], currency: string): LogRatio {
  const spending = overlaps.filter(({ logged }) => logged > 0);
  const isSame = currency === LOG_CURRENCY;
  if (spending.length < MIN_HOURS) {
    return isSame ? { kind: 'ratio', ratio: 1, isLearnt: false } : { kind: 'unknown' };
  }
  const ratio = weightedMedian(spending);
  if (ratio <= 0) return { kind: 'contradicted' };
  if (isSame && ratio * MAX_CONTRADICTION < 1) return { kind: 'contradicted' };
  return { kind: 'ratio', ratio, isLearnt: true };
}

function weightedMedian(overlaps: readonly Overlap[]): number {
  const sorted = overlaps
    .map(({ logged, measured }) => ({ logged, ratio: measured / logged }))
    .toSorted((a, b) => a.ratio - b.ratio);
  const half = sorted.reduce((sum, { logged }) => sum + logged, 0) / 2;
  let reached = 0;
  for (const { logged, ratio } of sorted) {
    reached += logged;
    if (reached >= half) return ratio;
  }
  return 0;
}

/**
 * By how much the balance fell otherwise than the log says, as a share of the larger; undefined where the two agree
 * within a fifth. Positive: the balance fell by more.
 * @param ratio of the time before; one that was learnt from the same days would hide the gap
 */
export function notableGap({ logged, measured }: Overlap, ratio: number): number | undefined {
  const expected = logged * ratio;
  const larger = Math.max(expected, measured);
  const gap = larger > 0 ? (measured - expected) / larger : 0;
  return Math.abs(gap) > NOTABLE_GAP ? gap : undefined;
}
