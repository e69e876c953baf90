import { randomUUID } from 'node:crypto';
import type { SimulatedWallet } from './wallet.ts';

/** One answer before it is sent; `body` null sends none. */
export interface Answer {
  readonly status: number;
  readonly body: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** The two shapes of `GET /me/balance` that are documented: decimal strings, or the number `balance_sqc`. */
export type BalanceShape = 'current' | 'older';

export function success(data: unknown, nowMs: number): Answer {
  return { status: 200, body: { success: true, data, meta: meta(nowMs) } };
}

export function failure(
  status: number,
  error: { readonly code: string; readonly message: string; readonly details: object },
  nowMs: number,
): Answer {
  return { status, body: { success: false, error, meta: meta(nowMs) } };
}

/**
 * `data` of `GET /me/balance` at the wallet's own time.
 * All of the balance is purchased: the simulated plan brings no monthly credits.
 */
export function balanceData(wallet: SimulatedWallet, atMs: number, shape: BalanceShape): object {
  const balance = wallet.balanceAt(atMs);
  if (shape === 'older') return { balance_sqc: Number(balance), currency: wallet.currency };
  return {
    balance,
    purchased_balance: balance,
    monthly_balance: '0.0000',
    monthly_reset_at: printTime(nextMonthMs(atMs)),
    currency: wallet.currency,
  };
}

function meta(nowMs: number): object {
  return { request_id: `req_${randomUUID()}`, timestamp: printTime(nowMs) };
}

/** The vendor prints whole seconds: "2026-07-26T09:41:22Z". */
function printTime(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 19)}Z`;
}

function nextMonthMs(ms: number): number {
  const date = new Date(ms);
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 1);
}
