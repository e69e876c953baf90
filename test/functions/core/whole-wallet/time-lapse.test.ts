import { describe, expect, it } from 'vitest';
import type { Alert, AlertKind } from '../../../../functions/core/alert/alert.ts';
import { toNumber } from '../../../../functions/core/ledger/amount.ts';
import { DAY_MS } from '../../../../functions/core/ledger/durations.ts';
import type { SimulatedWallet } from '../../../../simulator/simulated-wallet.ts';
import { errorsOf, type Lapse, type LapseOptions, lapse } from '../../../support/wallet-lapse.ts';

const PLAN = { perDay: 40, refill: 350, days: 92 };
const plan = (monthlyCredits: number, resetDay: number) => ({ plan: { monthlyCredits, resetDay } });

/** In the first month, so that the second reset gives so much. */
function changedTo(credits: number): Pick<LapseOptions, 'meanwhile' | 'refillAt'> {
  return {
    meanwhile: (wallet, atMs) => {
      if (atMs === Date.parse('2026-01-20T00:00Z')) wallet.setMonthlyCredits(atMs, credits);
    },
    refillAt: () => credits,
  };
}

/** Before the dates that are asked for: from then on only what is really ahead counts. */
function breaking(terms: Parameters<SimulatedWallet['setAutoRecharge']>[1]) {
  return {
    autoRecharge: { enabled: true, below: 100, amount: 400 },
    meanwhile: (wallet: SimulatedWallet, atMs: number) => {
      if (atMs === Date.parse('2026-02-01T00:00Z')) wallet.setAutoRecharge(atMs, terms);
    },
  };
}

interface Season {
  readonly name: string;
  readonly options: LapseOptions;
  readonly dates: readonly string[];
  /** Alerts beside those that every season brings. */
  readonly kinds?: readonly AlertKind[];
}

const EVERY_SEASONS_KINDS = ['runway', 'floor', 'depleted', 'topped-up', 'recovered'] as const;

const SEASONS: readonly Season[] = [
  {
    name: 'a reset inside the window',
    options: { from: '2026-01-05', ...PLAN, ...plan(500, 15) },
    dates: ['2026-02-15', '2026-03-15'],
  },
  {
    name: 'a reset on the 31st, which is the 30th in April',
    options: { from: '2026-03-10', ...PLAN, ...plan(500, 31) },
    dates: ['2026-03-31', '2026-04-30', '2026-05-31'],
  },
  {
    name: 'a reset on 29 February',
    options: { from: '2028-01-10', ...PLAN, ...plan(500, 31) },
    dates: ['2028-02-29'],
  },
  {
    name: 'December to January',
    options: { from: '2026-11-10', ...PLAN, ...plan(500, 1) },
    dates: ['2027-01-01'],
  },
  {
    name: 'a plan whose purchased part pays first',
    options: { from: '2026-01-05', ...PLAN, ...plan(500, 15), spendFirst: 'purchased' },
    dates: ['2026-02-15', '2026-03-15'],
  },
  {
    name: 'a bill on the 1st that is larger than the balance',
    options: {
      from: '2026-03-01',
      perDay: 20,
      refill: 400,
      days: 92,
      accounts: 100,
      whenBillIsShort: 'overdraw',
    },
    dates: ['2026-04-01', '2026-05-01', '2026-06-01'],
    kinds: ['debit-ahead'],
  },
  {
    name: 'refunds before a reset',
    options: {
      from: '2026-01-05',
      ...PLAN,
      ...plan(500, 15),
      meanwhile: (wallet, atMs) => {
        const at = new Date(atMs);
        if (at.getUTCDate() === 10 && at.getUTCHours() === 12) wallet.topUp(atMs, 5);
      },
    },
    dates: ['2026-02-15', '2026-03-15'],
  },
  {
    name: 'an auto-recharge whose card is refused',
    options: {
      from: '2026-01-05',
      ...PLAN,
      ...plan(500, 15),
      ...breaking({ paymentStatus: 'past_due' }),
    },
    dates: ['2026-02-15', '2026-03-15'],
    kinds: ['recharge-at-risk'],
  },
  {
    name: 'an auto-recharge that is switched off',
    options: { from: '2026-01-05', ...PLAN, ...plan(500, 15), ...breaking({ enabled: false }) },
    dates: ['2026-02-15', '2026-03-15'],
    kinds: ['recharge-at-risk'],
  },
  {
    name: 'a change to a larger plan',
    options: { from: '2026-01-05', ...PLAN, ...plan(500, 15), ...changedTo(900) },
    dates: ['2026-02-15', '2026-03-15'],
  },
  {
    name: 'a change to a smaller plan, once a reset has shown it',
    options: { from: '2026-01-05', ...PLAN, days: 100, ...plan(500, 15), ...changedTo(300) },
    dates: ['2026-03-15', '2026-04-15'],
  },
];

/** Emptiness is told of a reading alone, never of a refill or a fault. */
function expectSound({ alerts, intervals, readings }: Lapse): void {
  for (const { kind, facts } of alerts) {
    if (kind === 'depleted') expect(Number(facts.balance?.decimal)).toBeLessThan(10);
  }
  const spent = intervals.map((one) => (one.kind === 'spend' ? toNumber(one.spend) : 0));
  expect(Math.min(...spent)).toBeGreaterThanOrEqual(0);
  expect(readings.length).toBeGreaterThan(2_000);
}

describe('three months, polled every hour, with', () => {
  for (const { name, options, dates, kinds = [] } of SEASONS) {
    it(`${name}: what is known to be ahead makes the dates better`, () => {
      const seen = lapse({ ...options, askedBefore: dates });
      expectSound(seen);
      expect(seen.alerts.map(({ kind }) => kind)).toEqual(
        expect.arrayContaining([...EVERY_SEASONS_KINDS, ...kinds]),
      );
      expect(seen.forecasted.length).toBeGreaterThanOrEqual(dates.length * 115);
      const { known, plain } = errorsOf(seen.forecasted);
      expect(known, `${known} days against ${plain}`).toBeLessThan(0.8 * plain);
    });
  }
});

describe('a reset', () => {
  const seen = lapse({ from: '2026-01-05', ...PLAN, ...plan(500, 15) });

  it('is neither a top-up nor spend, and every month has one', () => {
    const resets = seen.intervals.filter(({ kind }) => kind === 'reset');
    expect(resets.map(({ toMs }) => new Date(toMs).toISOString().slice(0, 13))).toEqual([
      '2026-01-15T00',
      '2026-02-15T00',
      '2026-03-15T00',
    ]);
    const topUps = seen.intervals.filter(({ kind }) => kind === 'top-up');
    expect(topUps.length).toBe(seen.wallet.totalsAt(seen.endMs).toppedUp / PLAN.refill);
  });

  it('leaves the size of the refill and the next date in the state', () => {
    const { plan: learnt } = seen.state.series ?? {};
    expect(learnt?.resetTo).toBeGreaterThan(480);
    expect(learnt?.resetTo).toBeLessThanOrEqual(500);
    expect(learnt?.resetAtMs).toBe(Date.parse('2026-04-15T00:00:00Z'));
  });

  it('ends an alert in its own words when it comes in time', () => {
    // Nearly the whole month's spend comes with the plan, so an alert is open at the reset.
    const { alerts } = lapse({
      from: '2026-01-05',
      perDay: 40,
      refill: 150,
      days: 92,
      ...plan(1_180, 15),
    });
    const ended = alerts.filter(({ kind }) => kind === 'recovered');
    const isReset = ({ atMs }: Alert) => new Date(atMs).toISOString().slice(8, 13) === '15T00';
    const reasonsOf = (some: readonly Alert[]) => [...new Set(some.map(({ reason }) => reason))];
    expect(reasonsOf(ended.filter(isReset))).toEqual(['the monthly credits were refilled']);
    expect(reasonsOf(ended.filter((one) => !isReset(one)))).toEqual(['spending has slowed']);
  });
});

describe('a bill larger than the balance', () => {
  const seen = lapse({
    from: '2026-03-01',
    perDay: 5,
    refill: 400,
    days: 92,
    accounts: 100,
    whenBillIsShort: 'overdraw',
  });

  it('is told ahead, once for each, and after it the wallet is overdrawn', () => {
    const notified = seen.alerts.filter(({ kind }) => kind === 'debit-ahead');
    expect(notified.length).toBeGreaterThan(0);
    for (const { atMs, facts, severity, reason } of notified) {
      expect(severity).toBe('warning');
      expect(reason).toContain('330 SQC for connected accounts');
      expect(facts.debit?.amount.decimal).toBe('330');
      expect((facts.debit?.atMs ?? 0) - atMs).toBeLessThanOrEqual(7 * DAY_MS);
      expect(facts.purchase).toBeDefined();
      expect(seen.dryMs).toContain(facts.debit?.atMs);
    }
    expect(new Set(notified.map(({ facts }) => facts.debit?.atMs)).size).toBe(notified.length);
  });

  it('is no burn, so it neither spikes nor raises what is foreseen', () => {
    expect(seen.alerts.map(({ kind }) => kind)).not.toContain('burn-spike');
    const closed = [...(seen.state.series?.spend.closed ?? [])];
    expect(Math.max(...closed.filter((spend) => !Number.isNaN(spend)))).toBeLessThan(100);
    expect(seen.state.series?.bill?.next?.atMs).toBe(Date.parse('2026-07-01T00:00:00Z'));
  });
});

describe('parts that cannot be right', () => {
  const at = { from: '2026-01-05', perDay: 40, refill: 350, days: 30, ...plan(500, 15) };
  const garbled: Record<string, NonNullable<LapseOptions['garble']>> = {
    'missing altogether': ({ atMs, balance }) => ({ atMs, balance }),
    'missing every other hour': (one) =>
      (one.atMs / 3_600_000) % 2 === 0 ? one : { atMs: one.atMs, balance: one.balance },
    'with a reset in the past': (one) => ({ ...one, monthlyResetAtMs: Date.UTC(2020, 0, 1) }),
    'with a reset in a thousand years': (one) => ({
      ...one,
      monthlyResetAtMs: Date.UTC(3020, 0, 1),
    }),
    'that contradict the balance': (one) => ({
      ...one,
      monthly: { decimal: '99999', currency: 'SQC' },
    }),
    'that are negative': (one) => ({ ...one, monthly: { decimal: '-5', currency: 'SQC' } }),
    'without the purchased one': ({ purchased: _, ...one }) => one,
  };
  for (const [name, garble] of Object.entries(garbled)) {
    it(`${name}: the poll goes on, and nobody hears of an emptiness that is none`, () => {
      const { alerts, dryMs, state, forecasted } = lapse({
        ...at,
        garble,
        askedBefore: ['2026-02-01'],
      });
      for (const { kind, atMs, facts } of alerts) {
        if (kind !== 'depleted' || facts.reminder !== undefined) continue;
        const near = dryMs.some((dry) => Math.abs(dry - atMs) <= 3 * 3_600_000);
        expect(near, new Date(atMs).toISOString()).toBe(true);
      }
      expect(state.series?.lastReading.atMs).toBe(Date.parse('2026-02-04T00:00:00Z'));
      for (const { days } of forecasted) expect(Number.isFinite(days)).toBe(true);
    });
  }
});
