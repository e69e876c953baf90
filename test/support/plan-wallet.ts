import { type PastReading, QUARTER_MS } from '../../bench/world/past.ts';
import { writeHistory, writeState } from '../../bench/world/write-past.ts';
import type { LocalTable } from '../../cli/local/table.ts';
import { step } from '../../functions/core/decide/step.ts';
import { parseAmount } from '../../functions/core/ledger/amount.ts';
import type { DayTotals } from '../../functions/core/ledger/day-totals.ts';
import { DAY_MS } from '../../functions/core/ledger/durations.ts';
import type { WalletState } from '../../functions/core/state/wallet-state.ts';
import { dailyRhythm } from '../../simulator/daily-rhythm.ts';
import { createSimulatedWallet } from '../../simulator/wallet.ts';
import { POLICY } from './falling-wallet.ts';

export interface PlanWallet {
  readonly days: number;
  readonly perDay: number;
  readonly purchased: number;
  readonly monthlyCredits: number;
  /** Day of the month. */
  readonly resetDay: number;
  /** What its owner buys, so many days before now. */
  readonly topUps?: readonly { readonly daysAgo: number; readonly amount: number }[];
}

/** Writes a wallet with monthly credits that was polled every 15 minutes up to now, and its state. */
export async function writePlanWallet(
  table: LocalTable,
  id: string,
  nowMs: number,
  options: PlanWallet,
): Promise<void> {
  const { days, perDay, purchased, monthlyCredits, resetDay, topUps = [] } = options;
  const startMs = Math.ceil((nowMs - days * DAY_MS) / QUARTER_MS) * QUARTER_MS;
  const wallet = createSimulatedWallet({
    startMs,
    balance: purchased,
    currency: 'SQC',
    spend: dailyRhythm({ perDay, seed: 5 }),
    plan: { monthlyCredits, resetDay },
  });
  for (const { daysAgo, amount } of topUps) wallet.topUp(nowMs - daysAgo * DAY_MS, amount);
  const readings: PastReading[] = [];
  const totals: DayTotals[] = [];
  let state: WalletState | undefined;
  for (let atMs = startMs; atMs <= nowMs; atMs += QUARTER_MS) {
    const sqc = (value: string) => parseAmount(value, 'SQC');
    const parts = wallet.partsAt(atMs);
    const reading = {
      atMs,
      balance: sqc(wallet.balanceAt(atMs)),
      purchased: sqc(parts.purchased),
      monthly: sqc(parts.monthly),
      monthlyResetAtMs: wallet.nextResetMs(atMs),
    };
    const { interval, forecast, ...result } = step(state, reading, POLICY, atMs);
    totals.push(...result.state.closedDays);
    state = { ...result.state, closedDays: [] };
    readings.push({ reading, interval, forecast });
  }
  if (state === undefined) throw new RangeError('a wallet has readings');
  await writeHistory(table, id, { readings, days: totals });
  await writeState(table, id, { state });
}
