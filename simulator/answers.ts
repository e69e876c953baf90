import { randomUUID } from 'node:crypto';
import { BANDS, billFor } from './account-bill.ts';
import { nextMonthMs, printDate, printTime } from './calendar.ts';
import { printCredits, toTenThousandths } from './credits.ts';
import type { SimulatedWallet } from './wallet.ts';
import type { SimulatedWorkspace } from './workspaces.ts';

/** One answer before it is sent; `body` null sends none. */
export interface Answer {
  readonly status: number;
  readonly body: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** The two shapes of `GET /me/balance` that are documented: decimal strings, or the number `balance_sqc`. */
export type BalanceShape = 'current' | 'older';

export function success(data: unknown, nowMs: number, status = 200): Answer {
  return { status, body: { success: true, data, meta: meta(nowMs) } };
}

export function failure(
  status: number,
  error: { readonly code: string; readonly message: string; readonly details: object },
  nowMs: number,
): Answer {
  return { status, body: { success: false, error, meta: meta(nowMs) } };
}

/** `data` of `GET /me`: somebody made up. */
export function profileData(): object {
  return {
    id: 128,
    name: 'Simulated Owner',
    email: 'owner@example.com',
    plan: 'simulated',
    created_at: printTime(0),
  };
}

/** `data` of `GET /me/balance` at the wallet's own time. */
export function balanceData(wallet: SimulatedWallet, atMs: number, shape: BalanceShape): object {
  const balance = wallet.balanceAt(atMs);
  if (shape === 'older') return { balance_sqc: Number(balance), currency: wallet.currency };
  const { purchased, monthly } = wallet.partsAt(atMs);
  return {
    balance,
    purchased_balance: purchased,
    monthly_balance: monthly,
    monthly_reset_at: printTime(wallet.nextResetMs(atMs)),
    currency: wallet.currency,
  };
}

/** `data` of `GET /me/billing`. */
export function billingData(wallet: SimulatedWallet, atMs: number): object {
  const { purchased, monthly } = wallet.partsAt(atMs);
  const { enabled, below, amount, cardOnFile, paymentStatus } = wallet.autoRecharge();
  const decimal = (credits: number) => printCredits(toTenThousandths(credits));
  return {
    currency: wallet.currency,
    balance: { total: wallet.balanceAt(atMs), purchased, monthly },
    cycle: { monthly_reset_at: printTime(wallet.nextResetMs(atMs)) },
    auto_recharge: {
      enabled,
      below: decimal(below),
      amount: decimal(amount),
      active: enabled && cardOnFile && paymentStatus === 'ok',
    },
    payment: { card_on_file: cardOnFile, status: paymentStatus },
  };
}

/** `data` of `GET /me/account-billing`. */
export function accountBillingData(wallet: SimulatedWallet, atMs: number): object {
  const { accounts, history } = wallet.billsAt(atMs);
  return {
    active_accounts: accounts,
    currency: wallet.currency,
    bands: BANDS,
    estimated_next_charge: accounts === 0 ? null : billFor(accounts),
    next_billing_date: printDate(nextMonthMs(atMs)),
    history: history.map(({ period, amount, status, atMs: billedMs, accounts: billed }) => ({
      period,
      accounts: billed,
      amount,
      status,
      charged_at: status === 'charged' ? printTime(billedMs) : null,
    })),
  };
}

/** One of `data.workspaces` of `GET /workspaces`, and `data` of `GET /workspaces/{id}`. */
export function workspaceData({ id, name, status = 'active', createdMs = 0 }: SimulatedWorkspace) {
  return {
    id,
    name,
    hash_id: `ws_${id.toString(16).padStart(12, '0')}`,
    status,
    created_at: printTime(createdMs),
  };
}

/** `data` of `GET /workspaces/{id}/wallet`. */
export function workspaceWalletData(workspace: SimulatedWorkspace, atMs: number): object {
  const { id, status = 'active', wallet } = workspace;
  const balance = Number(wallet.balanceAt(atMs));
  return {
    ok: true,
    workspace_id: id,
    status,
    state: balance > 0 ? 'active' : 'depleted',
    billing_mode: 'saas',
    rebilling_enabled: true,
    balance_sqc: balance,
  };
}

function meta(nowMs: number): object {
  return { request_id: `req_${randomUUID()}`, timestamp: printTime(nowMs) };
}
