import type { Billed } from './account-bill.ts';
import type { LoggedRequest } from './request-log.ts';
import type { SpendSource } from './spend-source.ts';
import type { WalletEvent } from './wallet-events.ts';
import type { SpendFirst } from './wallet-parts.ts';

/**
 * A wallet whose balance really falls, call by call. Pure: time is an argument, and time only moves forwards;
 * asked about an earlier time than before, it answers with the balance it has reached. Times are epoch milliseconds.
 */
export interface SimulatedWallet {
  /** "SQC", "USD", … */
  readonly currency: string;
  /** As the vendor prints it, 4 decimals: "42.5000". */
  balanceAt(atMs: number): string;
  partsAt(atMs: number): { readonly purchased: string; readonly monthly: string };
  /** When the monthly part is refilled next; without a plan the start of the next month. */
  nextResetMs(atMs: number): number;
  /** What it has paid and refused since its start. */
  totalsAt(atMs: number): WalletTotals;
  /** The log of its requests, oldest first: the billable calls, paid or refused, and what `logRequest` added. */
  requestsAt(atMs: number): readonly LoggedRequest[];
  logRequest(request: Omit<LoggedRequest, 'id'>): void;
  /** Connected accounts, and the bills so far, newest first. */
  billsAt(atMs: number): { readonly accounts: number; readonly history: readonly Billed[] };
  autoRecharge(): AutoRecharge;
  /** Adds `amount` credits (> 0) at `atMs`: now or later; a time already passed counts as now. */
  topUp(atMs: number, amount: number): void;
  /** From now on. */
  setAutoRecharge(atMs: number, change: Partial<AutoRecharge>): void;
  setAccounts(atMs: number, accounts: number): void;
  /** Monthly credits from the next reset on; the plan was there from the start. */
  setMonthlyCredits(atMs: number, credits: number): void;
  /** While paused, calls are refused unseen: nothing is spent. */
  setPaused(atMs: number, isPaused: boolean): void;
  /** What has happened up to `atMs` and was not taken yet, oldest first. */
  takeEvents(atMs: number): WalletEvent[];
}

/** In credits. `spent + refused` is what the spend source asked for, whatever the balance was. */
export interface WalletTotals {
  readonly spent: number;
  readonly refused: number;
  /** Recharges included. */
  readonly toppedUp: number;
  /** Billable calls that were paid, in full or with the rest of the wallet. */
  readonly calls: number;
}

/** Below `below`, `amount` is bought, unless the card refuses; a refused one is tried again a day later. */
export interface AutoRecharge {
  readonly enabled: boolean;
  /** Credits. */
  readonly below: number;
  readonly amount: number;
  readonly cardOnFile: boolean;
  /** "ok", or what is wrong with the payment. */
  readonly paymentStatus: string;
}

export interface WalletOptions {
  /** Calls up to this time are not charged. */
  readonly startMs: number;
  /** Calls from this time on are in the log all the same, as paid. @default startMs */
  readonly logFromMs?: number;
  /** Purchased credits at the start; rounded to 4 decimals; may be negative. */
  readonly balance: number;
  readonly currency: string;
  readonly spend: SpendSource;
  /** Credits that come with the plan, from the start, and are refilled on `resetDay` (1 … 31). @default none */
  readonly plan?: { readonly monthlyCredits: number; readonly resetDay: number };
  /** @default 'monthly' */
  readonly spendFirst?: SpendFirst;
  /** Connected accounts, billed on the 1st, UTC. @default 0, no bill */
  readonly accounts?: number;
  /** A bill that the wallet cannot pay is not taken, or is taken all the same. @default 'fail' */
  readonly whenBillIsShort?: 'fail' | 'overdraw';
  /** @default switched off */
  readonly autoRecharge?: Partial<AutoRecharge>;
  /** Falling below this is told as `balance.low`, credits. @default never */
  readonly lowBelow?: number;
}
