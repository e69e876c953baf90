import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DAY_MS } from '../../functions/core/ledger/durations.ts';
import { nextMonthlyMs } from '../../simulator/calendar.ts';
import { dailyRhythm } from '../../simulator/daily-rhythm.ts';
import type { SpendSource } from '../../simulator/spend-source.ts';
import { createSimulatedWallet, type WalletOptions } from '../../simulator/wallet.ts';

const START_MS = Date.UTC(2026, 10, 2);

/** So many credits a day, at noon. */
function atNoon(credits: number): SpendSource {
  return {
    perDay: credits,
    stepAt(atMs) {
      const dayMs = Math.floor(atMs / DAY_MS) * DAY_MS;
      const cost = credits * 10_000;
      return {
        untilMs: dayMs + DAY_MS,
        calls: cost > 0 ? [{ atMs: dayMs + DAY_MS / 2, cost }] : [],
      };
    },
  };
}

function walletOf(options: Partial<WalletOptions> = {}) {
  return createSimulatedWallet({
    startMs: START_MS,
    balance: 100,
    currency: 'SQC',
    spend: atNoon(0),
    ...options,
  });
}

const date = (text: string) => Date.parse(`${text}T00:00Z`);

describe('a day of the month', () => {
  it.each([
    ['2026-11-30', 31, '2026-12-31'],
    ['2026-12-31', 31, '2027-01-31'],
    ['2027-01-31', 31, '2027-02-28'],
    ['2028-01-31', 31, '2028-02-29'],
    ['2028-02-29', 29, '2028-03-29'],
    ['2027-01-30', 29, '2027-02-28'],
    ['2026-11-29', 31, '2026-11-30'],
    ['2026-12-15', 1, '2027-01-01'],
  ])('comes after %s, the %i, on %s', (after, day, next) => {
    expect(nextMonthlyMs(date(after), day)).toBe(date(next));
  });

  it('comes once a month, for ever', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 31 }),
        fc.integer({ min: 0, max: 60_000 }),
        (day, at) => {
          let atMs = START_MS + at * DAY_MS;
          for (let month = 0; month < 24; month++) {
            const next = nextMonthlyMs(atMs, day);
            const monthsOn = new Date(next).getUTCMonth() - new Date(atMs).getUTCMonth();
            expect(next).toBeGreaterThan(atMs);
            if (month > 0) expect((monthsOn + 12) % 12).toBe(1);
            atMs = next;
          }
        },
      ),
    );
  });
});

describe('a wallet of two parts', () => {
  it('spends the monthly part first, and refills it at the reset without adding up', () => {
    const plan = { monthlyCredits: 50, resetDay: 1 };
    const wallet = walletOf({ plan, spend: atNoon(2) });
    expect(wallet.partsAt(date('2026-11-12'))).toEqual({
      purchased: '100.0000',
      monthly: '30.0000',
    });
    expect(wallet.nextResetMs(date('2026-11-12'))).toBe(date('2026-12-01'));
    expect(wallet.partsAt(date('2026-11-30'))).toEqual({ purchased: '94.0000', monthly: '0.0000' });
    expect(wallet.balanceAt(date('2026-12-01'))).toBe('142.0000');
    expect(wallet.partsAt(date('2026-12-01'))).toEqual({
      purchased: '92.0000',
      monthly: '50.0000',
    });
  });

  it('spends the purchased part first where told so', () => {
    const plan = { monthlyCredits: 50, resetDay: 15 };
    const wallet = walletOf({ plan, spendFirst: 'purchased', balance: 10, spend: atNoon(2) });
    expect(wallet.partsAt(date('2026-11-09'))).toEqual({ purchased: '0.0000', monthly: '46.0000' });
    expect(wallet.balanceAt(date('2026-11-15'))).toBe('50.0000');
  });

  it('changes its plan with the next reset', () => {
    const wallet = walletOf({ plan: { monthlyCredits: 50, resetDay: 31 }, balance: 0 });
    wallet.setMonthlyCredits(date('2026-11-10'), 200);
    expect(wallet.balanceAt(date('2026-11-29'))).toBe('50.0000');
    expect(wallet.balanceAt(date('2026-11-30'))).toBe('200.0000');
  });
});

describe('the bill for connected accounts', () => {
  it.each([
    [0, undefined, '100.0000'],
    [1, 6, '94.0000'],
    [12, 66, '34.0000'],
  ])('of %i is taken on the 1st', (accounts, amount, left) => {
    const wallet = walletOf({ accounts });
    expect(wallet.balanceAt(date('2026-12-01') - 1)).toBe('100.0000');
    expect(wallet.balanceAt(date('2026-12-01'))).toBe(left);
    expect(wallet.billsAt(date('2026-12-02')).history[0]?.amount).toBe(amount);
  });

  it('has bands', () => {
    const wallet = walletOf({ accounts: 120, balance: 1_000 });
    wallet.balanceAt(date('2026-12-01'));
    expect(wallet.billsAt(date('2026-12-01')).history).toEqual([
      {
        period: '2026-12',
        accounts: 120,
        amount: 350,
        status: 'charged',
        atMs: date('2026-12-01'),
      },
    ]);
  });

  it('fails when the wallet holds less, or overdraws it where told so', () => {
    const failing = walletOf({ accounts: 30 });
    expect(failing.balanceAt(date('2026-12-01'))).toBe('100.0000');
    expect(failing.billsAt(date('2026-12-01')).history[0]?.status).toBe('failed');
    expect(failing.takeEvents(date('2026-12-01'))).toMatchObject([
      { name: 'account_billing.failed', data: { amount_due: 120, period: '2026-12' } },
    ]);
    const overdrawn = walletOf({ accounts: 30, whenBillIsShort: 'overdraw' });
    expect(overdrawn.balanceAt(date('2026-12-01'))).toBe('-20.0000');
    expect(overdrawn.takeEvents(date('2026-12-01')).map(({ name }) => name)).toEqual([
      'balance.depleted',
      'account_billing.charged',
    ]);
  });
});

describe('auto-recharge', () => {
  const autoRecharge = { enabled: true, below: 20, amount: 30 };

  it('keeps a wallet above its threshold, and tells', () => {
    const wallet = walletOf({ autoRecharge, spend: atNoon(10), lowBelow: 25 });
    expect(wallet.balanceAt(date('2026-11-11'))).toBe('40.0000');
    expect(wallet.totalsAt(date('2026-11-11')).toppedUp).toBe(30);
    expect(wallet.takeEvents(date('2026-11-11')).map(({ name }) => name)).toEqual([
      'balance.low',
      'wallet.recharge.succeeded',
    ]);
    expect(wallet.takeEvents(date('2026-11-11'))).toEqual([]);
  });

  it.each([
    [{ paymentStatus: 'card_declined' }, 'card_declined'],
    [{ cardOnFile: false }, 'no card on file'],
  ])('that fails (%j) is tried again a day later', (broken, error) => {
    const wallet = walletOf({ autoRecharge: { ...autoRecharge, ...broken }, spend: atNoon(30) });
    expect(wallet.balanceAt(date('2026-11-08'))).toBe('0.0000');
    const failed = wallet
      .takeEvents(date('2026-11-08'))
      .filter(({ name }) => name.endsWith('failed'));
    expect(failed.map(({ atMs }) => atMs)).toEqual([
      date('2026-11-04') + DAY_MS / 2,
      date('2026-11-05') + DAY_MS / 2,
      date('2026-11-06') + DAY_MS / 2,
      date('2026-11-07') + DAY_MS / 2,
    ]);
    expect(failed[0]?.data).toMatchObject({ amount: 30, currency: 'SQC', error });
  });

  it('can be switched off, and on again with a new card', () => {
    const wallet = walletOf({ autoRecharge, spend: atNoon(30) });
    wallet.setAutoRecharge(date('2026-11-04'), { enabled: false });
    expect(wallet.balanceAt(date('2026-11-06'))).toBe('0.0000');
    wallet.setAutoRecharge(date('2026-11-06'), { enabled: true });
    expect(wallet.balanceAt(date('2026-11-06'))).toBe('30.0000');
  });
});

describe('the whole wallet', () => {
  it('comes to the same however often it is asked on the way', () => {
    const days = fc.array(fc.integer({ min: 0, max: 90 * DAY_MS }), { maxLength: 40 });
    const options = fc.record({
      seed: fc.nat(),
      resetDay: fc.integer({ min: 1, max: 31 }),
      spendFirst: fc.constantFrom('monthly' as const, 'purchased' as const),
      accounts: fc.integer({ min: 0, max: 40 }),
      enabled: fc.boolean(),
    });
    fc.assert(
      fc.property(days, options, (moments, { seed, resetDay, enabled, ...rest }) => {
        const make = () =>
          walletOf({
            ...rest,
            spend: dailyRhythm({ perDay: 41, seed }),
            plan: { monthlyCredits: 300, resetDay },
            autoRecharge: { enabled, below: 20, amount: 60 },
          });
        const asked = make();
        const left = make();
        for (const ms of moments.sort((a, b) => a - b)) {
          const { purchased, monthly } = asked.partsAt(START_MS + ms);
          expect(Number(purchased) + Number(monthly)).toBeCloseTo(
            Number(asked.balanceAt(START_MS + ms)),
            4,
          );
          expect(Number(monthly)).toBeGreaterThanOrEqual(0);
        }
        const endMs = START_MS + 90 * DAY_MS;
        expect(asked.partsAt(endMs)).toEqual(left.partsAt(endMs));
        expect(asked.totalsAt(endMs)).toEqual(left.totalsAt(endMs));
      }),
      { numRuns: 30 },
    );
  });
});
