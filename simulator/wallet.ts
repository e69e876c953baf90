import { type Billed, billUnits, creditsOf, periodOf } from './account-bill.ts';
import { nextMonthlyMs, nextMonthMs } from './calendar.ts';
import { printCredits, toTenThousandths } from './credits.ts';
import { billableRequest, createRequestLog } from './request-log.ts';
import type { AutoRecharge, SimulatedWallet, WalletOptions } from './simulated-wallet.ts';
import type { Call } from './spend-source.ts';
import type { WalletEvent } from './wallet-events.ts';
import { take, total, type WalletParts } from './wallet-parts.ts';

export type {
  AutoRecharge,
  SimulatedWallet,
  WalletOptions,
  WalletTotals,
} from './simulated-wallet.ts';

const NO_RECHARGE: AutoRecharge = {
  enabled: false,
  below: 5,
  amount: 25,
  cardOnFile: true,
  paymentStatus: 'ok',
};
const RECHARGE_AGAIN_MS = 86_400_000;

interface Planned {
  readonly atMs: number;
  readonly happen: () => void;
}

/**
 * The call that finds less than its price takes what is left, so an empty wallet reads exactly 0.0000;
 * later calls are refused (the vendor's 402) and never made up for.
 */
export function createSimulatedWallet(options: WalletOptions): SimulatedWallet {
  const { startMs, currency, spend, plan, spendFirst = 'monthly' } = options;
  const lowBelow = toTenThousandths(options.lowBelow ?? -9e11);
  const parts: WalletParts = {
    purchased: toTenThousandths(options.balance),
    monthly: toTenThousandths(plan?.monthlyCredits ?? 0),
  };
  let monthlyUnits = parts.monthly;
  let spent = 0;
  let refused = 0;
  let toppedUp = 0;
  let calls = 0;
  let accounts = options.accounts ?? 0;
  let recharge = { ...NO_RECHARGE, ...options.autoRecharge };
  let isPaused = false;
  let rechargeAgainMs = Number.NEGATIVE_INFINITY;
  const requests = createRequestLog();
  const history: Billed[] = [];
  let events: WalletEvent[] = [];
  let step = spend.stepAt(startMs);
  let next = step.calls.filter((call) => call.atMs <= startMs).length;
  const planned: Planned[] = [];
  let reachedMs = startMs;

  function happenAt(atMs: number, happen: () => void): void {
    planned.push({ atMs, happen });
    planned.sort((a, b) => a.atMs - b.atMs);
  }

  /** Changes the balance, and tells what follows from it. */
  function change(atMs: number, by: () => void): void {
    const before = total(parts);
    by();
    const after = total(parts);
    if (before >= lowBelow && after < lowBelow) {
      const data = { balance: creditsOf(after), threshold: creditsOf(lowBelow) };
      events.push({ atMs, name: 'balance.low', data });
    }
    if (before > 0 && after <= 0) {
      events.push({ atMs, name: 'balance.depleted', data: { balance: creditsOf(after) } });
    }
    rechargeIfDue(atMs);
  }

  function rechargeIfDue(atMs: number): void {
    const { enabled, below, amount, cardOnFile, paymentStatus } = recharge;
    if (!enabled || total(parts) >= toTenThousandths(below) || atMs < rechargeAgainMs) return;
    if (cardOnFile && paymentStatus === 'ok') {
      parts.purchased += toTenThousandths(amount);
      toppedUp += toTenThousandths(amount);
      const data = { amount, currency, balance_after: creditsOf(total(parts)) };
      events.push({ atMs, name: 'wallet.recharge.succeeded', data });
      return;
    }
    rechargeAgainMs = atMs + RECHARGE_AGAIN_MS;
    const error = cardOnFile ? paymentStatus : 'no card on file';
    const data = { amount, currency, error, balance: creditsOf(total(parts)) };
    events.push({ atMs, name: 'wallet.recharge.failed', data });
  }

  function pay(call: Call): void {
    const { atMs, cost } = call;
    const paid = Math.min(Math.max(total(parts), 0), cost);
    spent += paid;
    refused += cost - paid;
    if (paid > 0) calls += 1;
    requests.add(billableRequest(call, paid));
    change(atMs, () => take(parts, paid, spendFirst));
  }

  function reset(atMs: number): void {
    change(atMs, () => {
      parts.monthly = monthlyUnits;
    });
    planReset(atMs);
  }

  function planReset(afterMs: number): void {
    if (plan === undefined) return;
    const atMs = nextMonthlyMs(afterMs, plan.resetDay);
    happenAt(atMs, () => reset(atMs));
  }

  function bill(atMs: number): void {
    planBill(atMs);
    const units = billUnits(accounts);
    if (units === 0) return;
    const period = periodOf(atMs);
    const amount = creditsOf(units);
    const isPaid = options.whenBillIsShort === 'overdraw' || total(parts) >= units;
    if (isPaid) change(atMs, () => take(parts, units, spendFirst));
    history.unshift({ period, accounts, amount, status: isPaid ? 'charged' : 'failed', atMs });
    events.push(
      isPaid
        ? {
            atMs,
            name: 'account_billing.charged',
            data: { period, accounts, amount, balance_after: creditsOf(total(parts)) },
          }
        : {
            atMs,
            name: 'account_billing.failed',
            data: {
              period,
              accounts,
              amount_due: amount,
              error: 'insufficient balance',
              grace_days_remaining: 7,
            },
          },
    );
  }

  function planBill(afterMs: number): void {
    const atMs = nextMonthMs(afterMs);
    happenAt(atMs, () => bill(atMs));
  }

  function advance(toMs: number): void {
    requireTime(toMs);
    for (;;) {
      const call = step.calls[next];
      const eventMs = call?.atMs ?? step.untilMs;
      const first = planned[0];
      if (first && first.atMs <= Math.min(toMs, eventMs)) {
        planned.shift();
        first.happen();
      } else if (eventMs > toMs) {
        break;
      } else if (call) {
        next += 1;
        if (!isPaused) pay(call);
      } else {
        step = spend.stepAt(step.untilMs);
        next = 0;
      }
    }
    reachedMs = Math.max(reachedMs, toMs);
  }

  function logBefore(fromMs: number): void {
    for (let past = spend.stepAt(fromMs); ; past = spend.stepAt(past.untilMs)) {
      for (const call of past.calls) {
        if (call.atMs > startMs) return;
        if (call.atMs >= fromMs) requests.add(billableRequest(call, call.cost));
      }
      if (past.untilMs > startMs) return;
    }
  }

  if (options.logFromMs !== undefined && options.logFromMs < startMs) logBefore(options.logFromMs);
  planReset(startMs);
  planBill(startMs);

  return {
    currency,
    balanceAt(atMs) {
      advance(atMs);
      return printCredits(total(parts));
    },
    partsAt(atMs) {
      advance(atMs);
      return { purchased: printCredits(parts.purchased), monthly: printCredits(parts.monthly) };
    },
    nextResetMs(atMs) {
      advance(atMs);
      return nextMonthlyMs(reachedMs, plan?.resetDay ?? 1);
    },
    totalsAt(atMs) {
      advance(atMs);
      return {
        spent: creditsOf(spent),
        refused: creditsOf(refused),
        toppedUp: creditsOf(toppedUp),
        calls,
      };
    },
    requestsAt(atMs) {
      advance(atMs);
      return requests.rowsAt(atMs);
    },
    logRequest(request) {
      advance(request.atMs);
      requests.add({ ...request, atMs: Math.max(request.atMs, reachedMs) });
    },
    billsAt(atMs) {
      advance(atMs);
      return { accounts, history };
    },
    autoRecharge: () => recharge,
    topUp(atMs, amount) {
      const units = toTenThousandths(amount);
      if (units <= 0) throw new RangeError(`a top-up is more than 0 credits, not ${amount}`);
      requireTime(atMs);
      happenAt(atMs, () => {
        toppedUp += units;
        change(Math.max(atMs, reachedMs), () => {
          parts.purchased += units;
        });
      });
    },
    setAutoRecharge(atMs, changed) {
      advance(atMs);
      recharge = { ...recharge, ...changed };
      rechargeAgainMs = Number.NEGATIVE_INFINITY;
      rechargeIfDue(atMs);
    },
    setAccounts(atMs, count) {
      advance(atMs);
      accounts = count;
    },
    setMonthlyCredits(atMs, credits) {
      advance(atMs);
      monthlyUnits = toTenThousandths(credits);
    },
    setPaused(atMs, paused) {
      advance(atMs);
      isPaused = paused;
    },
    takeEvents(atMs) {
      advance(atMs);
      const taken = events;
      events = [];
      return taken;
    },
  };
}

/** Time that never comes would be waited for without end. */
function requireTime(ms: number): void {
  if (!Number.isFinite(ms)) throw new RangeError(`${ms} is no time`);
}
