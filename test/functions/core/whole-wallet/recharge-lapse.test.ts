import { describe, expect, it } from 'vitest';
import { DAY_MS } from '../../../../functions/core/ledger/durations.ts';
import { forecastAt, nextRechargeOf } from '../../../../functions/core/state/snapshot.ts';
import { POLICY } from '../../../support/falling-wallet.ts';
import { lapse } from '../../../support/wallet-lapse.ts';

const SEASON = {
  from: '2026-01-05',
  days: 92,
  perDay: 40,
  refill: 400,
  autoRecharge: { enabled: true, below: 100, amount: 400 },
};
const BROKEN_MS = Date.parse('2026-02-10T00:00:00Z');

describe('three months, polled every hour, with an auto-recharge that works', () => {
  const forecasted: { atMs: number; next: number; dry: number }[] = [];
  const seen = lapse({
    ...SEASON,
    onStep: ({ series }, atMs) => {
      if (series === undefined || atMs % DAY_MS !== 0 || atMs < BROKEN_MS) return;
      const next = nextRechargeOf(series, POLICY, atMs)?.atMs;
      const { runwayDays } = forecastAt(series, POLICY, atMs);
      if (next === undefined || runwayDays === null) return;
      forecasted.push({ atMs, next, dry: atMs + runwayDays.p50 * DAY_MS });
    },
  });

  it('nobody hears of a wallet that refills itself', () => {
    expect(seen.dryMs).toEqual([]);
    const kinds = seen.alerts.map(({ kind }) => kind);
    expect(kinds.filter((kind) => kind !== 'burn-spike')).toEqual([]);
  });

  it('the date of the next one is nearer to what happens than the date on which it would run out', () => {
    const rises = seen.intervals.filter(({ kind }) => kind === 'top-up').map(({ toMs }) => toMs);
    const error = (notified: (one: (typeof forecasted)[number]) => number) => {
      const known = forecasted.flatMap((one) => {
        const next = rises.find((atMs) => atMs > one.atMs);
        return next === undefined ? [] : [Math.abs(notified(one) - next) / DAY_MS];
      });
      return known.reduce((sum, days) => sum + days, 0) / known.length;
    };
    const [next, dry] = [error((one) => one.next), error((one) => one.dry)];
    expect(next, `${next} days against ${dry}`).toBeLessThan(0.8 * dry);
  });

  it('says about how much a month it takes', () => {
    const { series } = seen.state;
    if (series === undefined) throw new Error('no series');
    const month = nextRechargeOf(series, POLICY, seen.endMs)?.perMonth ?? 0;
    expect(month).toBeGreaterThan(600);
    expect(month).toBeLessThan(2_400);
  });
});

describe('three months, polled every hour, with an auto-recharge', () => {
  it('whose card is refused: told within a day, and the dates count again', () => {
    const { alerts, dryMs } = lapse({
      ...SEASON,
      meanwhile: (wallet, atMs) => {
        if (atMs === BROKEN_MS) wallet.setAutoRecharge(atMs, { paymentStatus: 'past_due' });
      },
    });
    const notified = alerts.filter(({ kind }) => kind === 'recharge-at-risk');
    expect(notified.map(({ reason }) => reason)).toEqual([
      'the vendor calls the payment "past_due"',
    ]);
    expect((notified[0]?.atMs ?? 0) - BROKEN_MS).toBeLessThanOrEqual(DAY_MS);
    expect(notified[0]?.severity).toBe('warning');
    const [dry = 0] = dryMs;
    const ahead = alerts.filter(({ kind, atMs }) => kind === 'runway' && atMs < dry);
    expect(ahead.length).toBeGreaterThan(0);
    expect(alerts.some(({ kind, atMs }) => kind === 'depleted' && atMs >= dry)).toBe(true);
  });

  it('that somebody switches off: told within a day, once', () => {
    const { alerts } = lapse({
      ...SEASON,
      meanwhile: (wallet, atMs) => {
        if (atMs === BROKEN_MS) wallet.setAutoRecharge(atMs, { enabled: false });
      },
    });
    const notified = alerts.filter(({ kind }) => kind === 'recharge-at-risk');
    expect(notified.map(({ reason }) => reason)).toEqual(['the auto-recharge was switched off']);
    expect((notified[0]?.atMs ?? 0) - BROKEN_MS).toBeLessThanOrEqual(DAY_MS);
  });
});
