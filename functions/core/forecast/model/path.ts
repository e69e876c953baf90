import { HOUR_MS } from '../../ledger/durations.ts';

/**
 * Expected spend from now on: by clock hour as far as the shape is worked out, at one rate after that.
 * `spent` never falls, so a path meets a falling balance once and more balance is met later.
 */
export interface SpendPath {
  readonly nowMs: number;
  /** When each step ends, hours from now, rising; the first step may be a part of an hour. */
  readonly endHours: Float64Array;
  /** Spend from now to the end of each step, in the wallet's currency; never falling. */
  readonly spent: Float64Array;
  /** Spend an hour after the last step. */
  readonly tailPerHour: number;
}

/** Where paths end: a runway of more than ten years counts as ten years. */
export const MAX_RUNWAY_HOURS = 10 * 365 * 24;

/** The part of the balance that a refill replaces: what is left of it then does not add up. */
export interface MonthlyPart {
  /** In the wallet's currency, ≥ 0. */
  readonly left: number;
  readonly isSpentFirst: boolean;
}

const NO_MONTHLY_PART: MonthlyPart = { left: 0, isSpentFirst: true };

/** Hours until `headroom` (balance above empty, > 0) is used up by the path and the events, in order of time. */
export function hoursUntilEmpty(
  path: SpendPath,
  headroom: number,
  events: readonly FutureEvent[],
  monthly: MonthlyPart = NO_MONTHLY_PART,
): number {
  return walkToEmpty(path, headroom, events, monthly).hours;
}

/** How much headroom is left, hours from now; two corners at one time are a step. */
export interface Corner {
  readonly hours: number;
  readonly headroom: number;
}

export interface Walk {
  readonly hours: number;
  /** What the first refill on the way forfeits; undefined where the wallet is empty before any. */
  readonly forfeited: number | undefined;
  /** Now, before and after each event on the way, and empty. */
  readonly corners: readonly Corner[];
}

/** The same, with what happens on the way. */
export function walkToEmpty(
  path: SpendPath,
  headroom: number,
  events: readonly FutureEvent[],
  { left: monthlyLeft, isSpentFirst }: MonthlyPart = NO_MONTHLY_PART,
): Walk {
  const corners: Corner[] = [{ hours: 0, headroom }];
  const walked = (hours: number): Walk => ({
    hours,
    forfeited,
    corners: [...corners, { hours, headroom: 0 }],
  });
  let left = headroom;
  let fromHours = 0;
  let parts: Parts = { monthly: monthlyLeft, purchased: headroom - monthlyLeft };
  let takenBefore = 0;
  let forfeited: number | undefined;
  for (const event of events) {
    const atHours = (event.atMs - path.nowMs) / HOUR_MS;
    const size = 'resetTo' in event ? event.resetTo : event.change;
    if (!(atHours >= 0) || !Number.isFinite(size)) continue;
    if (atHours >= MAX_RUNWAY_HOURS) break;
    const emptyHours = hoursUntilSpent(path, left);
    if (emptyHours <= atHours) return walked(Math.max(emptyHours, fromHours));
    const spent = spentAt(path, atHours);
    corners.push({ hours: atHours, headroom: left - spent });
    parts = taken(parts, spent - takenBefore, isSpentFirst);
    takenBefore = spent;
    if ('resetTo' in event) {
      forfeited ??= Math.max(0, parts.monthly);
      left += event.resetTo - parts.monthly;
      parts = { ...parts, monthly: event.resetTo };
    } else {
      left += event.change;
      parts =
        event.change < 0
          ? taken(parts, -event.change, isSpentFirst)
          : { ...parts, purchased: parts.purchased + event.change };
    }
    fromHours = atHours;
    if (left <= spent) return walked(atHours);
    corners.push({ hours: atHours, headroom: left - spent });
  }
  return walked(Math.max(hoursUntilSpent(path, left), fromHours));
}

interface Parts {
  readonly monthly: number;
  readonly purchased: number;
}

function taken({ monthly, purchased }: Parts, amount: number, isMonthlyFirst: boolean): Parts {
  const first = Math.max(0, isMonthlyFirst ? monthly : purchased);
  const fromFirst = Math.min(first, amount);
  const fromOther = amount - fromFirst;
  return isMonthlyFirst
    ? { monthly: monthly - fromFirst, purchased: purchased - fromOther }
    : { monthly: monthly - fromOther, purchased: purchased - fromFirst };
}

/** Hours until the path alone has spent `amount`, 0 … MAX_RUNWAY_HOURS. */
export function hoursUntilSpent(path: SpendPath, amount: number): number {
  const { endHours, spent, tailPerHour } = path;
  const steps = spent.length;
  const step = firstAtLeast(spent, amount);
  if (step === steps) {
    const beyond = (amount - (spent[steps - 1] ?? 0)) / tailPerHour;
    const hours = (endHours[steps - 1] ?? 0) + beyond;
    return hours < MAX_RUNWAY_HOURS ? hours : MAX_RUNWAY_HOURS;
  }
  const before = step === 0 ? 0 : (spent[step - 1] as number);
  const start = step === 0 ? 0 : (endHours[step - 1] as number);
  const end = endHours[step] as number;
  return start + ((end - start) * (amount - before)) / ((spent[step] as number) - before);
}

/** Spend from now until `hours` from now. */
export function spentAt(path: SpendPath, hours: number): number {
  const { endHours, spent, tailPerHour } = path;
  const steps = spent.length;
  const step = firstAtLeast(endHours, hours);
  if (step === steps) {
    return (spent[steps - 1] ?? 0) + tailPerHour * (hours - (endHours[steps - 1] ?? 0));
  }
  const before = step === 0 ? 0 : (spent[step - 1] as number);
  const start = step === 0 ? 0 : (endHours[step - 1] as number);
  const part = (hours - start) / ((endHours[step] as number) - start);
  return before + ((spent[step] as number) - before) * part;
}

/** Index of the first value ≥ `least` in a rising list, its length if there is none. */
function firstAtLeast(rising: Float64Array, least: number): number {
  let low = 0;
  let high = rising.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((rising[middle] as number) >= least) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** The balance changes by so much (a debit is negative), or its monthly part is refilled to so much. */
export type FutureEvent =
  | { readonly atMs: number; readonly change: number }
  | { readonly atMs: number; readonly resetTo: number };
