import { toNumber } from '../ledger/amount.ts';
import { dateOf } from '../ledger/day-totals.ts';
import { HOUR_MS } from '../ledger/durations.ts';
import type { Reading } from '../ledger/reading.ts';
import { type Interval, sumsOf } from '../ledger/spend.ts';
import type { Billing } from '../vendor/billing.ts';
import type { VendorEvent } from '../vendor/vendor-event.ts';

/** So many polls below the threshold without a rise are no coincidence, if they span so long. */
const MIN_POLLS_BELOW = 3;
const MIN_BELOW_MS = 30 * 60_000;
/** Recharges that are remembered, to know what is usual. */
const MAX_TIMES = 7;
/** The last so many gaps, each shorter than this share of the usual one: far more than usual. */
const FAST_GAPS = 3;
const FAST_SHARE = 0.25;

/** What the vendor says of the auto-recharge. Amounts are in the wallet's currency; what it does not tell is absent. */
export interface RechargeTerms {
  readonly isEnabled: boolean;
  readonly below?: number;
  readonly amount?: number;
  /** The vendor says that it would not work now. */
  readonly isInactive?: true;
  readonly hasNoCard?: true;
  /** What is wrong with the payment, in the vendor's word. */
  readonly paymentFault?: string;
}

/** One look at the vendor's billing; without `terms` it could not be had. */
export interface RechargeAnswer {
  /** The UTC day. */
  readonly readOn: string;
  readonly terms?: RechargeTerms;
}

/** The promise, and how it has been kept. */
export interface Recharge extends RechargeAnswer {
  /** Polls below the threshold without a rise, and since when. */
  readonly waiting?: { readonly sinceMs: number; readonly polls: number };
  /** The vendor said that it could not charge the card, and nothing came in since. */
  readonly failedAtMs?: number;
  /** When it rose by a recharge, whole hours since 1970, oldest first, at most 7. */
  readonly atHours?: readonly number[];
}

/** What a working auto-recharge will do at the expected spend. */
export interface NextRecharge {
  /** When the balance falls below the threshold; absent where that is not in sight. */
  readonly atMs?: number;
  /** What each credits. */
  readonly amount: number;
  /** What 30 days of the expected spend buy, in the wallet's currency. */
  readonly perMonth: number;
}

/** Why nobody should rely on it. */
export type RechargeRisk =
  | 'switched-off'
  | 'changed'
  | 'no-card'
  | 'payment'
  | 'inactive'
  | 'overdue'
  | 'failed'
  | 'frequent';

/** Undefined where the vendor tells nothing of an auto-recharge, as of one in another currency. */
export function termsOf(
  { autoRecharge, payment }: Billing,
  currency: string,
): RechargeTerms | undefined {
  const { isEnabled, below, amount, isActive } = autoRecharge ?? {};
  if (isEnabled === undefined) return undefined;
  const own = (value: typeof below) =>
    value?.currency === currency && toNumber(value) > 0 ? toNumber(value) : undefined;
  const [ownBelow, ownAmount] = [own(below), own(amount)];
  const { isCardOnFile, status } = payment ?? {};
  return {
    isEnabled,
    below: ownBelow,
    amount: ownAmount,
    ...(isActive === false && { isInactive: true }),
    ...(isCardOnFile === false && { hasNoCard: true }),
    ...(status !== undefined && status !== 'ok' && { paymentFault: status }),
  };
}

/** Once a UTC day, and at every poll while the wallet is below the threshold or the promise is in doubt. */
export function isRechargeDue(recharge: Recharge | undefined, { atMs, balance }: Reading): boolean {
  if (recharge === undefined || recharge.readOn !== dateOf(atMs)) return true;
  const { terms } = recharge;
  if (!terms?.isEnabled) return false;
  return toNumber(balance) < (terms.below ?? 0) || currentRisk(recharge, atMs) !== undefined;
}

/** What is known after one more reading, and what the vendor has just said. */
export function rechargeAfter(
  before: Recharge | undefined,
  look: RechargeAnswer | undefined,
  reading: Reading,
  interval?: Interval,
  event?: VendorEvent,
): Recharge | undefined {
  const readOn = look?.readOn ?? before?.readOn ?? '';
  const topUp = interval && sumsOf(interval).topUp;
  const hasFailed = event?.name === 'wallet.recharge.failed' && event.workspaceId === undefined;
  const kept = topUp === undefined ? before?.failedAtMs : undefined;
  const failedAtMs = hasFailed ? reading.atMs : kept;
  const failed = failedAtMs !== undefined && { failedAtMs };
  if (readOn === '' && !failed) return undefined;
  const terms = look?.terms ?? before?.terms;
  if (terms === undefined) return { readOn, ...failed };
  const { atMs } = reading;
  const isRecharge =
    topUp !== undefined &&
    terms.isEnabled &&
    terms.amount !== undefined &&
    toNumber(topUp) >= 0.5 * terms.amount &&
    toNumber(topUp) <= 1.05 * terms.amount;
  const hour = Math.floor(atMs / HOUR_MS);
  const atHours = [...(before?.atHours ?? []), ...(isRecharge ? [hour] : [])].slice(-MAX_TIMES);
  const isBelow = terms.isEnabled && toNumber(reading.balance) < (terms.below ?? 0);
  const waited = topUp === undefined ? before?.waiting : undefined;
  return {
    readOn,
    terms,
    ...failed,
    ...(isBelow && {
      waiting: { sinceMs: waited?.sinceMs ?? atMs, polls: (waited?.polls ?? 0) + 1 },
    }),
    ...(atHours.length > 0 && { atHours }),
  };
}

/** What stands in the way of the promise now; undefined where nothing does, or none was made. */
export function currentRisk(
  { terms, waiting, failedAtMs, atHours = [] }: Recharge,
  nowMs: number,
): RechargeRisk | undefined {
  if (failedAtMs !== undefined) return 'failed';
  if (!terms?.isEnabled) return undefined;
  if (terms.hasNoCard) return 'no-card';
  if (terms.paymentFault !== undefined) return 'payment';
  if (terms.isInactive) return 'inactive';
  const isLong = waiting !== undefined && nowMs - waiting.sinceMs >= MIN_BELOW_MS;
  if (isLong && waiting.polls >= MIN_POLLS_BELOW) return 'overdue';
  return isFrequent(atHours) ? 'frequent' : undefined;
}

/** What the vendor's last word has taken from the promise. */
export function changeOf(
  before: Recharge | undefined,
  after: Recharge | undefined,
): 'switched-off' | 'changed' | undefined {
  const [was, is] = [before?.terms, after?.terms];
  if (!was?.isEnabled || is === undefined) return undefined;
  if (!is.isEnabled) return 'switched-off';
  const isLess = (is.below ?? 0) < (was.below ?? 0) || (is.amount ?? 0) < (was.amount ?? 0);
  return isLess ? 'changed' : undefined;
}

/** The wallet refills itself, as far as anybody can tell: its date is that of the next recharge. */
export function isWorking(recharge: Recharge | undefined, nowMs: number): boolean {
  const { terms } = recharge ?? {};
  if (recharge === undefined || terms === undefined || !terms.isEnabled) return false;
  if (terms.below === undefined || terms.amount === undefined) return false;
  const risk = currentRisk(recharge, nowMs);
  return risk === undefined || risk === 'frequent';
}

function isFrequent(atHours: readonly number[]): boolean {
  const gaps = atHours.slice(1).map((hour, at) => hour - (atHours[at] ?? hour));
  const usual = gaps.slice(0, -FAST_GAPS).toSorted((a, b) => a - b);
  if (usual.length < FAST_GAPS) return false;
  const median = usual[Math.floor(usual.length / 2)] ?? 0;
  return gaps.slice(-FAST_GAPS).every((gap) => gap < FAST_SHARE * median);
}
