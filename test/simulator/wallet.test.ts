import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DAY_MS, HOUR_MS } from '../../functions/core/ledger/durations.ts';
import { dailyRhythm } from '../../simulator/daily-rhythm.ts';
import type { Call, SpendSource } from '../../simulator/spend-source.ts';
import { createSimulatedWallet } from '../../simulator/wallet.ts';

const START_MS = Date.UTC(2026, 10, 2);

function walletOf(balance: number, spend: SpendSource) {
  return createSimulatedWallet({ startMs: START_MS, balance, currency: 'SQC', spend });
}

/** Calls at given hours after the start, costs in credits. */
function callsAt(...calls: readonly (readonly [hour: number, credits: number])[]): SpendSource {
  const all: Call[] = calls.map(([hour, credits]) => {
    return { atMs: START_MS + hour * HOUR_MS, cost: credits * 10_000 };
  });
  return {
    perDay: 0,
    stepAt(atMs) {
      const untilMs = (Math.floor(atMs / HOUR_MS) + 1) * HOUR_MS;
      const fromMs = untilMs - HOUR_MS;
      return { untilMs, calls: all.filter((call) => call.atMs >= fromMs && call.atMs < untilMs) };
    },
  };
}

const at = (hour: number) => START_MS + hour * HOUR_MS;

describe('a simulated wallet', () => {
  it('falls in steps, one for each call', () => {
    const wallet = walletOf(10, callsAt([1, 2], [2.5, 0.0001]));
    expect(wallet.balanceAt(at(0))).toBe('10.0000');
    expect(wallet.balanceAt(at(1) - 1)).toBe('10.0000');
    expect(wallet.balanceAt(at(1))).toBe('8.0000');
    expect(wallet.balanceAt(at(3))).toBe('7.9999');
  });

  it('charges no call up to its start', () => {
    expect(walletOf(10, callsAt([0, 4], [0.5, 1])).balanceAt(at(1))).toBe('9.0000');
  });

  it('stops at zero: the last call takes what is left, later ones are refused and never made up for', () => {
    const wallet = walletOf(5, callsAt([1, 3], [2, 3], [3, 3], [5, 1]));
    expect(wallet.balanceAt(at(2))).toBe('0.0000');
    expect(wallet.balanceAt(at(3))).toBe('0.0000');
    wallet.topUp(at(4), 10);
    expect(wallet.balanceAt(at(6))).toBe('9.0000');
    expect(wallet.totalsAt(at(6))).toEqual({ spent: 6, refused: 4, toppedUp: 10, calls: 3 });
  });

  it('takes a top-up now, later, or late', () => {
    const wallet = walletOf(1, callsAt([2, 5]));
    wallet.topUp(at(3), 100);
    wallet.topUp(at(1), 10);
    expect(wallet.balanceAt(at(1) - 1)).toBe('1.0000');
    expect(wallet.balanceAt(at(2))).toBe('6.0000');
    expect(wallet.balanceAt(at(3))).toBe('106.0000');
    wallet.topUp(at(0), 1.5);
    expect(wallet.balanceAt(at(3))).toBe('107.5000');
  });

  it('pays nothing while overdrawn', () => {
    const wallet = walletOf(-3.25, callsAt([1, 1]));
    expect(wallet.balanceAt(at(2))).toBe('-3.2500');
    wallet.topUp(at(2), 3);
    expect(wallet.balanceAt(at(2))).toBe('-0.2500');
  });

  it('answers an earlier time with the balance it has reached', () => {
    const wallet = walletOf(10, callsAt([1, 2]));
    wallet.balanceAt(at(5));
    expect(wallet.balanceAt(at(0))).toBe('8.0000');
  });

  it('refuses what is no time and no amount', () => {
    const wallet = walletOf(10, callsAt());
    expect(() => wallet.balanceAt(Number.NaN)).toThrow(RangeError);
    expect(() => wallet.balanceAt(Number.POSITIVE_INFINITY)).toThrow(RangeError);
    expect(() => wallet.topUp(at(0), 0)).toThrow(RangeError);
    expect(() => wallet.topUp(Number.NaN, 1)).toThrow(RangeError);
    expect(() => walletOf(Number.NaN, callsAt())).toThrow(RangeError);
  });

  const times = fc.array(fc.integer({ min: 0, max: 14 * DAY_MS }), { maxLength: 40 });
  const wallets = fc.record({
    balance: fc.integer({ min: 0, max: 5_000 }),
    perDay: fc.constantFrom(0.5, 41, 300, 20_000),
    seed: fc.nat(),
  });

  it('never rises without a top-up', () => {
    fc.assert(
      fc.property(wallets, times, ({ balance, perDay, seed }, offsets) => {
        const wallet = walletOf(balance, dailyRhythm({ perDay, seed }));
        const readings = offsets
          .sort((a, b) => a - b)
          .map((ms) => Number(wallet.balanceAt(START_MS + ms)));
        expect(readings).toEqual([...readings].sort((a, b) => b - a));
        expect(Math.min(0, ...readings)).toBe(0);
      }),
    );
  });

  it('comes to the same however often it is asked on the way, top-ups included', () => {
    const topUps = fc.array(
      fc.tuple(fc.integer({ min: 0, max: 14 * DAY_MS }), fc.integer({ min: 1, max: 900 })),
      { maxLength: 4 },
    );
    fc.assert(
      fc.property(wallets, times, topUps, ({ balance, perDay, seed }, offsets, bought) => {
        const asked = walletOf(balance, dailyRhythm({ perDay, seed }));
        const left = walletOf(balance, dailyRhythm({ perDay, seed }));
        for (const [ms, amount] of bought) {
          asked.topUp(START_MS + ms, amount);
          left.topUp(START_MS + ms, amount);
        }
        for (const ms of offsets.sort((a, b) => a - b)) asked.balanceAt(START_MS + ms);
        const end = START_MS + 14 * DAY_MS;
        expect(asked.balanceAt(end)).toBe(left.balanceAt(end));
        expect(asked.totalsAt(end)).toEqual(left.totalsAt(end));
      }),
    );
  });

  it('accounts for every credit: start + bought = left + spent, and spent + refused is what was asked for', () => {
    fc.assert(
      fc.property(
        wallets,
        fc.integer({ min: 1, max: 900 }),
        ({ balance, perDay, seed }, amount) => {
          const end = START_MS + 10 * DAY_MS;
          const wallet = walletOf(balance, dailyRhythm({ perDay, seed }));
          wallet.topUp(START_MS + 5 * DAY_MS, amount);
          const { spent, refused, toppedUp } = wallet.totalsAt(end);
          expect(Number(wallet.balanceAt(end)) + spent).toBeCloseTo(balance + toppedUp, 4);
          const rich = walletOf(1e9, dailyRhythm({ perDay, seed })).totalsAt(end);
          expect(spent + refused).toBeCloseTo(rich.spent, 4);
        },
      ),
    );
  });

  it('answers 2,000 times over 21 days in well under a second', () => {
    const wallet = walletOf(1e6, dailyRhythm({ perDay: 10_000, seed: 1 }));
    const from = performance.now();
    for (let i = 0; i <= 2_000; i++) wallet.balanceAt(START_MS + (i * 21 * DAY_MS) / 2_000);
    expect(performance.now() - from).toBeLessThan(500);
  });
});
