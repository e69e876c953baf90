import type { Alert } from '../../functions/core/alert/alert.ts';
import { step } from '../../functions/core/decide/step.ts';
import { parseAmount, toNumber } from '../../functions/core/ledger/amount.ts';
import { dateOf } from '../../functions/core/ledger/day-totals.ts';
import { DAY_MS, HOUR_MS } from '../../functions/core/ledger/durations.ts';
import type { Reading } from '../../functions/core/ledger/reading.ts';
import type { Interval } from '../../functions/core/ledger/spend.ts';
import { forecastFrom } from '../../functions/core/state/snapshot.ts';
import type { WalletState } from '../../functions/core/state/wallet-state.ts';
import { isRechargeDue, type RechargeTerms } from '../../functions/core/upcoming/recharge.ts';
import { billFor } from '../../simulator/account-bill.ts';
import { nextMonthMs } from '../../simulator/calendar.ts';
import { dailyRhythm } from '../../simulator/daily-rhythm.ts';
import {
  createSimulatedWallet,
  type SimulatedWallet,
  type WalletOptions,
} from '../../simulator/wallet.ts';
import { POLICY } from './falling-wallet.ts';
import { type Future, trueRunwayDays } from './true-runway.ts';

const CURRENCY = 'SQC';
const EMPTY_AT = 2;
const MAX_DAYS = 60;
/** Wallets that hold so many days of purchased credits beside their monthly ones. */
const PURCHASED_DAYS = [1, 3, 6, 9, 12, 15];

export interface LapseOptions extends Partial<WalletOptions> {
  /** "2026-01-05" */
  readonly from: string;
  readonly days: number;
  readonly perDay: number;
  /** What its owner buys six hours after it ran out. */
  readonly refill: number;
  readonly seed?: number;
  /** What the wallet would last is asked in the ten days before these dates. @default never */
  readonly askedBefore?: readonly string[];
  /** What a reset at this time refills. @default what the plan began with */
  readonly refillAt?: (atMs: number) => number;
  /** What happens to it on the way, hour by hour. */
  readonly meanwhile?: (wallet: SimulatedWallet, atMs: number) => void;
  /** After each poll. */
  readonly onStep?: (state: WalletState, atMs: number) => void;
  /** What becomes of a reading on its way here. @default nothing */
  readonly garble?: (reading: Reading) => Reading;
}

/** What was forecasted at a reading to a wallet of its parts and so much more, in days (p50). */
export interface Forecasted {
  readonly atMs: number;
  /** With what is known to be ahead. */
  readonly days: number;
  /** By the burn alone. */
  readonly plainDays: number;
  readonly trueDays: number;
}

export interface Lapse {
  readonly forecasted: readonly Forecasted[];
  /** When the wallet really ran out. */
  readonly dryMs: readonly number[];
  readonly alerts: readonly Alert[];
  readonly intervals: readonly Interval[];
  readonly readings: readonly Reading[];
  readonly state: WalletState;
  readonly wallet: SimulatedWallet;
  readonly endMs: number;
}

/** The step of the Lambda over a simulated wallet that is polled every hour, with its bill looked at once a day. */
export function lapse(options: LapseOptions): Lapse {
  const { from, days, perDay, refill, seed = 7, meanwhile, garble = (one) => one } = options;
  const { plan, accounts = 0, spendFirst, askedBefore = [], onStep } = options;
  const startMs = Date.parse(`${from}T00:00:00Z`);
  const endMs = startMs + days * DAY_MS;
  const spend = dailyRhythm({ perDay, seed });
  const wallet = createSimulatedWallet({
    balance: refill,
    currency: CURRENCY,
    spend,
    ...options,
    startMs,
  });
  const future: Future = {
    spend,
    resetDay: plan?.resetDay,
    refillAt: options.refillAt ?? (() => plan?.monthlyCredits ?? 0),
    bill: billFor(accounts),
    isPurchasedFirst: spendFirst === 'purchased',
  };
  const forecasted: Forecasted[] = [];
  const dryMs: number[] = [];
  const alerts: Alert[] = [];
  const intervals: Interval[] = [];
  const readings: Reading[] = [];
  let state: WalletState | undefined;
  let isDry = false;
  for (let atMs = startMs; atMs <= endMs; atMs += HOUR_MS) {
    meanwhile?.(wallet, atMs);
    const reading = garble(readingAt(wallet, atMs, options.plan !== undefined));
    readings.push(reading);
    const asks = state?.series?.bill?.readOn !== dateOf(atMs);
    const chargesAnswer = asks ? { readOn: dateOf(atMs), next: nextBill(wallet, atMs) } : undefined;
    const isDue = isRechargeDue(state?.series?.recharge, reading);
    const rechargeAnswer = isDue ? { readOn: dateOf(atMs), terms: termsAt(wallet) } : undefined;
    const result = step(state, reading, POLICY, atMs, {
      chargesAnswer,
      rechargeAnswer,
    });
    state = result.state;
    alerts.push(...result.alerts);
    if (result.interval) intervals.push(result.interval);
    const left = Number(wallet.balanceAt(atMs));
    if (left <= EMPTY_AT && !isDry) {
      dryMs.push(atMs);
      wallet.topUp(atMs + 6 * HOUR_MS, refill);
    }
    isDry = left <= EMPTY_AT;
    onStep?.(state, atMs);
    if (!isAsked(atMs, askedBefore) || state.series === undefined) continue;
    const monthly = Number(wallet.partsAt(atMs).monthly);
    for (const purchasedDays of PURCHASED_DAYS) {
      const purchased = purchasedDays * perDay;
      const { runwayDays: known } = forecastFrom(monthly + purchased, state.series, POLICY, atMs);
      const { plan: _, bill: __, ...burnAlone } = state.series;
      const { runwayDays: plain } = forecastFrom(monthly + purchased, burnAlone, POLICY, atMs);
      if (known === null || plain === null) continue;
      const parts = { monthly, purchased };
      const trueDays = trueRunwayDays(parts, EMPTY_AT, atMs, MAX_DAYS, future);
      forecasted.push({ atMs, days: known.p50, plainDays: plain.p50, trueDays });
    }
  }
  if (state === undefined) throw new Error('no readings');
  return { forecasted, dryMs, alerts, intervals, readings, state, wallet, endMs };
}

/** Mean error of what was forecasted, in days; beyond two months nobody asks for a date. */
export function errorsOf(forecasted: readonly Forecasted[]): {
  readonly known: number;
  readonly plain: number;
} {
  const mean = (daysOf: (one: Forecasted) => number) =>
    forecasted.reduce(
      (sum, one) => sum + Math.abs(Math.min(MAX_DAYS, daysOf(one)) - one.trueDays),
      0,
    ) / forecasted.length;
  return { known: mean(({ days }) => days), plain: mean(({ plainDays }) => plainDays) };
}

/** Twice a day in the ten days before a date. */
function isAsked(atMs: number, dates: readonly string[]): boolean {
  if (atMs % (12 * HOUR_MS) !== 0) return false;
  return dates.some((date) => {
    const aheadMs = Date.parse(date) - atMs;
    return aheadMs > 0 && aheadMs <= 10 * DAY_MS;
  });
}

function readingAt(wallet: SimulatedWallet, atMs: number, hasPlan: boolean): Reading {
  const balance = parseAmount(wallet.balanceAt(atMs), CURRENCY);
  if (!hasPlan) return { atMs, balance };
  const { purchased, monthly } = wallet.partsAt(atMs);
  return {
    atMs,
    balance,
    purchased: parseAmount(purchased, CURRENCY),
    monthly: parseAmount(monthly, CURRENCY),
    monthlyResetAtMs: wallet.nextResetMs(atMs),
  };
}

function termsAt(wallet: SimulatedWallet): RechargeTerms {
  const { enabled, below, amount, cardOnFile, paymentStatus } = wallet.autoRecharge();
  return {
    isEnabled: enabled,
    below,
    amount,
    ...(!cardOnFile && { hasNoCard: true }),
    ...(paymentStatus !== 'ok' && { paymentFault: paymentStatus }),
  };
}

function nextBill(wallet: SimulatedWallet, atMs: number) {
  const amount = parseAmount(billFor(wallet.billsAt(atMs).accounts), CURRENCY);
  return toNumber(amount) > 0 ? { atMs: nextMonthMs(atMs), amount } : null;
}
