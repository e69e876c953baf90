import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Alert } from '../../../../functions/core/alert/alert.ts';
import { step } from '../../../../functions/core/decide/step.ts';
import type { ForecastState } from '../../../../functions/core/forecast/forecast.ts';
import { openAlertsOf } from '../../../../functions/core/kinds/open-alerts.ts';
import { parseAmount } from '../../../../functions/core/ledger/amount.ts';
import { HOUR_MS } from '../../../../functions/core/ledger/durations.ts';
import type { Reading } from '../../../../functions/core/ledger/reading.ts';
import type { Policy } from '../../../../functions/core/state/policy.ts';
import type { WalletState } from '../../../../functions/core/state/wallet-state.ts';
import { POLICY, reading, START_MS } from '../../../support/falling-wallet.ts';

interface Polled {
  readonly atMs: number;
  readonly balance: number;
  readonly alerts: readonly Alert[];
  readonly state: ForecastState;
  readonly isShownEmpty: boolean;
}

function poll(readings: readonly Reading[], policy: Policy = POLICY): Polled[] {
  let state: WalletState | undefined;
  return readings.map((one) => {
    const result = step(state, one, policy, one.atMs);
    state = result.state;
    return {
      atMs: one.atMs,
      balance: Number(one.balance.decimal),
      alerts: result.alerts,
      state: result.forecast.state,
      isShownEmpty: openAlertsOf(state).some(({ kind }) => kind === 'depleted'),
    };
  });
}

/** Hourly: burns `perHour` from `balance`; at each of the hours named credits come in. */
function burning(
  options: {
    readonly balance: number;
    readonly perHour: number;
    readonly hours: number;
    readonly topUps: Readonly<Record<number, number>>;
  },
  currency = 'SQC',
): Reading[] {
  let { balance } = options;
  return Array.from({ length: options.hours }, (_, hour) => {
    balance = Math.max(0, balance - options.perHour) + (options.topUps[hour] ?? 0);
    return reading(START_MS + hour * HOUR_MS, balance.toFixed(4), currency);
  });
}

const isNewDepleted = ({ kind, facts }: Alert) =>
  kind === 'depleted' && facts.reminder === undefined;

describe('a wallet that is empty, gets less than half a day of its burn, and is empty again', () => {
  it.each([
    ['25 USD at 60 a day', 'USD', { balance: 300, perHour: 2.5, topUps: { 130: 25 } }],
    [
      '750 SQC at 2,000 a day',
      'SQC',
      { balance: 8_000, perHour: 2_000 / 24, topUps: { 110: 750 } },
    ],
    [
      '250 SQC at 2,000 a day',
      'SQC',
      { balance: 8_000, perHour: 2_000 / 24, topUps: { 110: 250 } },
    ],
    ['5 SQC after two days', 'SQC', { balance: 1_000, perHour: 10, topUps: { 150: 5 } }],
  ])('hears of both: %s', (_, currency, wallet) => {
    const polled = poll(burning({ ...wallet, hours: 180 }, currency));
    const notified = polled.flatMap(({ alerts }) => alerts);
    const depleted = notified.filter(isNewDepleted);
    expect(depleted.map(({ severity }) => severity)).toEqual(['critical', 'critical']);
    const between = notified.slice(notified.indexOf(depleted[0] as Alert) + 1);
    expect(between.map(({ kind, facts }) => [kind, facts.reminder]).slice(0, 3)).not.toContainEqual(
      ['floor', undefined],
    );
    expect(between.map(({ kind }) => kind)).toContain('topped-up');
    for (const { balance, isShownEmpty } of polled)
      if (isShownEmpty) expect(balance).toBeLessThan(3);
  });
});

describe('an emptiness', () => {
  it.each([
    ['below empty', 2, 0.8, 1.2],
    ['around empty', 2, 1.9, 2.1],
    ['around zero', 0, 0, 0.0049],
  ])('rings once of a vendor whose answers flicker %s', (_, emptyAt, low, high) => {
    const answers = Array.from({ length: 60 }, (_, at) =>
      reading(START_MS + at * 15 * 60_000, at % 2 === 0 ? low : high, 'USD'),
    ).map((one) =>
      emptyAt === 2 ? { ...one, balance: parseAmount(one.balance.decimal, 'SQC') } : one,
    );
    const policy = { ...POLICY, emptyAt, floor: 0 };
    const polled = poll(answers, policy);
    expect(polled.flatMap(({ alerts }) => alerts).map(({ kind }) => kind)).toEqual(['depleted']);
    for (const { balance, isShownEmpty } of polled) expect(isShownEmpty).toBe(balance <= emptyAt);
  });

  it('before any burn is known ends with the first payment, and the next is told', () => {
    const balances = [0, 250, 0];
    const polled = poll(balances.map((balance, at) => reading(START_MS + at * HOUR_MS, balance)));
    expect(polled.map(({ alerts }) => alerts.map(({ kind }) => kind))).toEqual([
      ['depleted'],
      ['topped-up'],
      ['depleted'],
    ]);
  });

  it('that a small monthly refill ends is said to be over, and the next is told', () => {
    const dueMs = START_MS + 120 * HOUR_MS;
    const of = (hour: number, monthly: number): Reading => ({
      ...reading(START_MS + hour * HOUR_MS, monthly),
      purchased: parseAmount(0, 'SQC'),
      monthly: parseAmount(monthly, 'SQC'),
      monthlyResetAtMs: hour < 120 ? dueMs : dueMs + 30 * 24 * HOUR_MS,
    });
    const notified = poll([
      ...Array.from({ length: 120 }, (_, hour) => of(hour, Math.max(0, 1_000 - 10 * hour))),
      of(120, 40),
      ...Array.from({ length: 6 }, (_, at) => of(121 + at, Math.max(0, 30 - 10 * at))),
    ]).flatMap(({ alerts }) => alerts);
    const first = notified.findIndex(isNewDepleted);
    const after = notified.slice(first + 1).filter(({ facts }) => facts.reminder === undefined);
    expect(after[0]?.reason).toContain('the monthly credits were refilled');
    expect(after.map(({ kind }) => kind)).toContain('depleted');
  });

  it('rings exactly once, critically, in any course of burns and top-ups', () => {
    const change = fc.oneof(
      {
        weight: 5,
        arbitrary: fc.double({ min: 0.05, max: 120, noNaN: true }).map((burn) => -burn),
      },
      { weight: 1, arbitrary: fc.constant(0) },
      { weight: 1, arbitrary: fc.constantFrom(3, 5, 25, 250, 750, 3_000) },
    );
    const hours = fc.constantFrom(0.25, 0.25, 1, 1, 6, 25);
    const currency = fc.constantFrom('SQC', 'USD');
    fc.assert(
      fc.property(
        fc.array(fc.tuple(change, hours), { minLength: 20, maxLength: 200, size: 'max' }),
        fc.constantFrom(0, 100, 1_000),
        currency,
        (changes, start, unit) => {
          let balance: number = start;
          let atMs = START_MS;
          const readings = changes.map(([by, after]) => {
            balance = Math.max(0, balance + by);
            atMs += after * HOUR_MS;
            return reading(atMs, balance.toFixed(4), unit);
          });
          const emptyAt = unit === 'SQC' ? 2 : 0;
          const cheapestCall = unit === 'SQC' ? 1 : 0.01;
          let couldPay = true;
          for (const { balance: left, alerts, state, isShownEmpty } of poll(readings)) {
            // Spending that stopped just above empty is an emptiness too.
            const isEmpty = left <= emptyAt || state === 'empty';
            const depleted = alerts.filter(isNewDepleted);
            if (isEmpty && couldPay) {
              expect(depleted.map(({ severity }) => severity)).toEqual(['critical']);
            } else if (isEmpty) expect(depleted).toEqual([]);
            expect(isShownEmpty).toBe(isEmpty);
            const isReminded = alerts.some(
              ({ kind, facts }) => kind === 'depleted' && facts.reminder !== undefined,
            );
            if (isReminded) expect(isEmpty).toBe(true);
            // A part of a credit left of one emptiness pays for nothing, so it does not make another.
            couldPay = !isEmpty && (couldPay || left >= emptyAt + cheapestCall);
          }
        },
      ),
      { numRuns: 60 },
    );
  });
});
