import { HOUR_MS } from '../ledger/durations.ts';
/**
 * A wallet's spend by UTC clock hour: the whole memory of the forecaster, at most 28 days of it.
 * Values are in the wallet's currency; NaN marks an hour of which less than half is known.
 */
export interface HourlySpend {
  /**
   * When the first reading was taken, epoch milliseconds. It may lie before the window; hours before it are known from
   * the vendor's request log alone.
   */
  readonly firstAtMs: number;
  /** When the last reading was taken, epoch milliseconds: the history is known up to here. */
  readonly lastAtMs: number;
  /** Closed hours, oldest first, at most 672; the last one ends where the open hour begins. A partly known hour is scaled to a whole one. */
  readonly closed: Float64Array;
  /** The clock hour that contains `lastAtMs`: its spend so far and how much of it is known. */
  readonly open: OpenHour;
  /**
   * What an hour usually spends, in the wallet's currency: the mean of the known hours in the 28 days up to the last
   * hour with any spend. It outlives the window; absent before the first such hour.
   */
  readonly usualPerHour?: number;
}

export interface OpenHour {
  readonly spend: number;
  /** 0 … 3,600,000. */
  readonly knownMs: number;
}

/** What two consecutive readings tell, from the history's `lastAtMs` on. */
export interface SpendInterval {
  readonly toMs: number;
  /** ≥ 0, in the wallet's currency; `undefined` where a rise hides it. */
  readonly spend: number | undefined;
}

export const MAX_CLOSED_HOURS = 28 * 24;
/** Over more than this nobody can say which hours the spend fell in: they stay unknown. */
export const MAX_INTERVAL_MS = 7 * 24 * HOUR_MS;

const NOTHING_YET: OpenHour = { spend: 0, knownMs: 0 };

/** The history of a wallet that has been read once. */
export function startHistory(atMs: number): HourlySpend {
  return { firstAtMs: atMs, lastAtMs: atMs, closed: new Float64Array(0), open: NOTHING_YET };
}

/** One more interval; an interval that ends no later than the history does adds nothing. */
export function addInterval(history: HourlySpend, interval: SpendInterval): HourlySpend {
  return addIntervals(history, [interval]);
}

/** Many intervals at the price of one copy; they must be in order of time. */
export function addIntervals(
  history: HourlySpend,
  intervals: Iterable<SpendInterval>,
): HourlySpend {
  let { lastAtMs, open } = history;
  const justClosed: number[] = [];
  for (const { toMs, spend } of intervals) {
    if (!(toMs > lastAtMs)) continue;
    open = spread(open, lastAtMs, toMs, spend, justClosed);
    lastAtMs = toMs;
  }
  const usual = usualPerHour(history.closed, justClosed) ?? history.usualPerHour;
  return {
    firstAtMs: history.firstAtMs,
    lastAtMs,
    closed: appended(history.closed, justClosed),
    open,
    usualPerHour: usual,
  };
}

/** Undefined when none of the hours that just closed has any spend. */
export function usualPerHour(
  closed: Float64Array,
  justClosed: readonly number[],
): number | undefined {
  const last = justClosed.findLastIndex((spend) => spend > 0);
  if (last < 0) return undefined;
  const hours = [...closed, ...justClosed.slice(0, last + 1)].slice(-MAX_CLOSED_HOURS);
  const known = hours.filter((spend) => !Number.isNaN(spend));
  return known.reduce((sum, spend) => sum + spend, 0) / known.length;
}

/** Spreads spend evenly over the clock hours that it may have fallen in. */
function spread(
  open: OpenHour,
  fromMs: number,
  toMs: number,
  spend: number | undefined,
  justClosed: number[],
): OpenHour {
  const lengthMs = toMs - fromMs;
  const known = isKnown(spend) && lengthMs <= MAX_INTERVAL_MS;
  const skippedHours = Math.floor(lengthMs / HOUR_MS) - MAX_CLOSED_HOURS - 1;
  let atMs = skippedHours > 0 ? fromMs + skippedHours * HOUR_MS : fromMs;
  let { spend: hourSpend, knownMs } = open;
  while (atMs < toMs) {
    const hourEndMs = (Math.floor(atMs / HOUR_MS) + 1) * HOUR_MS;
    const untilMs = Math.min(hourEndMs, toMs);
    if (known) {
      hourSpend += spend * ((untilMs - atMs) / lengthMs);
      knownMs += untilMs - atMs;
    }
    if (untilMs === hourEndMs) {
      justClosed.push(knownMs >= HOUR_MS / 2 ? hourSpend * (HOUR_MS / knownMs) : Number.NaN);
      hourSpend = 0;
      knownMs = 0;
    }
    atMs = untilMs;
  }
  return { spend: hourSpend, knownMs };
}

function isKnown(spend: number | undefined): spend is number {
  return spend !== undefined && spend >= 0 && Number.isFinite(spend);
}

function appended(closed: Float64Array, justClosed: readonly number[]): Float64Array {
  if (justClosed.length === 0) return closed;
  const added = justClosed.slice(-MAX_CLOSED_HOURS);
  const kept = closed.subarray(Math.max(0, closed.length + added.length - MAX_CLOSED_HOURS));
  const all = new Float64Array(kept.length + added.length);
  all.set(kept);
  all.set(added, kept.length);
  return all;
}
