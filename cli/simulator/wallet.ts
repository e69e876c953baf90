import { printCredits, toTenThousandths } from './credits.ts';
import type { SpendSource } from './spend-source.ts';

/**
 * A wallet whose balance really falls, call by call. Pure: time is an argument, and time only moves forwards;
 * asked about an earlier time than before, it answers with the balance it has reached.
 */
export interface SimulatedWallet {
  /** "SQC", "USD", … */
  readonly currency: string;
  /** As the vendor prints it, 4 decimals: "42.5000". Times are epoch milliseconds. */
  balanceAt(atMs: number): string;
  /** What it has paid and refused since its start. */
  totalsAt(atMs: number): WalletTotals;
  /** Adds `amount` credits (> 0) at `atMs`: now or later; a time already passed counts as now. */
  topUp(atMs: number, amount: number): void;
}

/** In credits. `spent + refused` is what the spend source asked for, whatever the balance was. */
export interface WalletTotals {
  readonly spent: number;
  readonly refused: number;
  readonly toppedUp: number;
  /** Billable calls that were paid, in full or with the rest of the wallet. */
  readonly calls: number;
}

export interface WalletOptions {
  /** Calls up to this time are not charged, epoch milliseconds. */
  readonly startMs: number;
  /** Credits at the start; rounded to 4 decimals; may be negative. */
  readonly balance: number;
  readonly currency: string;
  readonly spend: SpendSource;
}

interface TopUp {
  readonly atMs: number;
  readonly units: number;
}

/**
 * The call that finds less than its price takes what is left, so an empty wallet reads exactly 0.0000;
 * later calls are refused (the vendor's 402) and never made up for.
 */
export function createSimulatedWallet(options: WalletOptions): SimulatedWallet {
  const { startMs, currency, spend } = options;
  let left = toTenThousandths(options.balance);
  let spent = 0;
  let refused = 0;
  let toppedUp = 0;
  let calls = 0;
  let step = spend.stepAt(startMs);
  let next = step.calls.filter((call) => call.atMs <= startMs).length;
  const pending: TopUp[] = [];

  function pay(cost: number): void {
    const paid = Math.min(Math.max(left, 0), cost);
    left -= paid;
    spent += paid;
    refused += cost - paid;
    if (paid > 0) calls += 1;
  }

  function advance(toMs: number): void {
    requireTime(toMs);
    for (;;) {
      const call = step.calls[next];
      const eventMs = call?.atMs ?? step.untilMs;
      const topUp = pending[0];
      if (topUp && topUp.atMs <= Math.min(toMs, eventMs)) {
        left += topUp.units;
        toppedUp += topUp.units;
        pending.shift();
      } else if (eventMs > toMs) {
        break;
      } else if (call) {
        pay(call.cost);
        next += 1;
      } else {
        step = spend.stepAt(step.untilMs);
        next = 0;
      }
    }
  }

  return {
    currency,
    balanceAt(atMs) {
      advance(atMs);
      return printCredits(left);
    },
    totalsAt(atMs) {
      advance(atMs);
      return {
        spent: Number(printCredits(spent)),
        refused: Number(printCredits(refused)),
        toppedUp: Number(printCredits(toppedUp)),
        calls,
      };
    },
    topUp(atMs, amount) {
      const units = toTenThousandths(amount);
      if (units <= 0) throw new RangeError(`a top-up is more than 0 credits, not ${amount}`);
      requireTime(atMs);
      pending.push({ atMs, units });
      pending.sort((a, b) => a.atMs - b.atMs);
    },
  };
}

/** Time that never comes would be waited for without end. */
function requireTime(ms: number): void {
  if (!Number.isFinite(ms)) throw new RangeError(`${ms} is no time`);
}
