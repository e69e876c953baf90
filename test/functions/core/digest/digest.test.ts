import { describe, expect, it } from 'vitest';
import { step } from '../../../../functions/core/decide/step.ts';
import {
  digestOf,
  type PastReading,
  spendBetween,
} from '../../../../functions/core/digest/digest.ts';
import { periodEnding } from '../../../../functions/core/digest/digest-period.ts';
import { addIntervals, startHistory } from '../../../../functions/core/forecast/hourly-spend.ts';
import { DAY_MS, HOUR_MS } from '../../../../functions/core/ledger/durations.ts';
import type { WalletState } from '../../../../functions/core/state/wallet-state.ts';
import { POLICY, reading, START_MS } from '../../../support/falling-wallet.ts';

const SEEN = { alerts: 0, staleAfterMs: HOUR_MS };
const WALLET = { id: 'main', name: 'main' };

/** Reads a wallet that spends `perHour`, with a top-up at an hour. */
function stateAfter(hours: number, perHour: (hour: number) => number, topUpHour = -1): WalletState {
  let state: WalletState | undefined;
  let balance = 1_000;
  for (let hour = 0; hour <= hours; hour++) {
    if (hour > 0) balance -= perHour(hour);
    if (hour === topUpHour) balance += 500;
    const atMs = START_MS + hour * HOUR_MS;
    state = step(state, reading(atMs, Number(balance.toFixed(4))), POLICY, atMs).state;
  }
  if (state === undefined) throw new Error('no state');
  return state;
}

function digest(state: WalletState, past?: PastReading, lengthMs = DAY_MS, lateMs = 0) {
  const toMs = (state.series?.lastReading.atMs ?? 0) + lateMs;
  const period = { id: 'x', fromMs: toMs - lengthMs, toMs };
  return digestOf(WALLET, state.series, past, SEEN, period, { ...POLICY, emptyAt: 2 });
}

describe('a period', () => {
  it('is named by the local date, and is the same for every retry', () => {
    const at = Date.parse('2026-11-22T23:30:00Z');
    expect(periodEnding(at, 'day', 'Europe/Berlin')).toEqual({
      id: '2026-11-23',
      fromMs: at - DAY_MS,
      toMs: at,
    });
    expect(periodEnding(at, 'week', 'America/New_York')).toMatchObject({
      id: '2026-11-22',
      fromMs: at - 7 * DAY_MS,
    });
  });
});

describe("a wallet's part of a digest", () => {
  it('has its spend beside that of the period before', () => {
    const { spent, spentBefore, toppedUp } = digest(stateAfter(100, (hour) => (hour > 76 ? 2 : 4)));
    expect(spent).toBeCloseTo(48, 1);
    expect(spentBefore).toBeCloseTo(96, 1);
    expect(toppedUp).toBeUndefined();
  });

  it('says about what came in, from the balances and the spend', () => {
    const state = stateAfter(100, () => 4, 90);
    const past = {
      atMs: START_MS + 76 * HOUR_MS,
      balance: 1_000 - 76 * 4,
      currency: 'SQC',
      runwayDays: { p10: 5, p50: 7, p90: 9 },
    };
    expect(digest(state, past).toppedUp).toBeCloseTo(500, -1);
    expect(
      digest(
        stateAfter(100, () => 4),
        past,
      ).toppedUp,
    ).toBeUndefined();
  });

  it('scores what was forecast when it began', () => {
    const state = stateAfter(100, () => 4);
    const past = {
      atMs: START_MS + 76 * HOUR_MS,
      balance: 42,
      currency: 'SQC',
      runwayDays: { p10: 0.3, p50: 0.4, p90: 0.6 },
    };
    expect(digest(state, past).past?.score).toMatchObject({
      kind: 'used-up',
      place: 'as-expected',
    });
    expect(digest(state, { ...past, currency: 'USD' }).past).toBeUndefined();
  });

  it('counts on what the plan has resetGain, which is neither bought nor too early a date', () => {
    const state = stateAfter(100, () => 4, 90);
    const toMs = state.series?.lastReading.atMs ?? 0;
    const past = {
      atMs: START_MS + 76 * HOUR_MS,
      balance: 42,
      currency: 'SQC',
      runwayDays: { p10: 4, p50: 5, p90: 6 },
    };
    const period = { id: 'x', fromMs: toMs - DAY_MS, toMs };
    const policy = { ...POLICY, emptyAt: 2 };
    const resets = [{ atMs: START_MS + 80 * HOUR_MS, gain: 500 }];
    const plain = digestOf(WALLET, state.series, past, SEEN, period, policy);
    expect(plain.past?.score).toMatchObject({ kind: 'used-up', place: 'earlier' });
    const seen = digestOf(WALLET, state.series, past, { ...SEEN, resets }, period, policy);
    expect(seen.past?.score).toMatchObject({ kind: 'under-way' });
    expect([plain.resetGain, seen.resetGain]).toEqual([undefined, 500]);
    expect((plain.toppedUp ?? 0) - (seen.toppedUp ?? 0)).toBeCloseTo(500, 6);
  });

  it('knows old readings, and wallets never read', () => {
    const state = stateAfter(100, () => 4);
    expect(digest(state).isStale).toBe(false);
    expect(digest(state, undefined, DAY_MS, 2 * HOUR_MS).isStale).toBe(true);
    const never = digestOf(
      WALLET,
      undefined,
      undefined,
      SEEN,
      { id: 'x', fromMs: 0, toMs: DAY_MS },
      { ...POLICY, emptyAt: 2 },
    );
    expect(never).toEqual({ wallet: WALLET, isStale: false, alerts: 0 });
  });
});

describe('spend between two times', () => {
  it('is not named where more than a tenth of it is unknown', () => {
    const history = addIntervals(
      startHistory(START_MS),
      Array.from({ length: 48 }, (_, hour) => ({
        toMs: START_MS + (hour + 1) * HOUR_MS,
        spend: hour >= 40 ? undefined : 1,
      })),
    );
    const end = START_MS + 48 * HOUR_MS;
    expect(spendBetween(history, end - DAY_MS, end)).toBeUndefined();
    expect(spendBetween(history, START_MS, START_MS + DAY_MS)).toBe(24);
    expect(spendBetween(history, START_MS - DAY_MS, START_MS)).toBeUndefined();
  });
});
