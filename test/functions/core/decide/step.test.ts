import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Alert } from '../../../../functions/core/alert/alert.ts';
import { step } from '../../../../functions/core/decide/step.ts';
import { DAY_MS, HOUR_MS } from '../../../../functions/core/ledger/durations.ts';
import type { Reading } from '../../../../functions/core/ledger/reading.ts';
import type { Policy } from '../../../../functions/core/state/policy.ts';
import type { WalletState } from '../../../../functions/core/state/wallet-state.ts';
import { hourlyReadings, POLICY, reading, START_MS } from '../../../support/falling-wallet.ts';

function run(readings: Iterable<Reading>, policy: Policy = POLICY, from?: WalletState) {
  let state = from;
  const alerts: Alert[] = [];
  for (const one of readings) {
    const result = step(state, one, policy, one.atMs);
    state = result.state;
    alerts.push(...result.alerts);
  }
  if (state === undefined) throw new Error('no readings');
  return { state, alerts, kinds: alerts.map(({ kind, facts }) => label(kind, facts.levelDays)) };
}

function label(kind: string, levelDays?: number): string {
  return levelDays === undefined ? kind : `${kind} ${levelDays}`;
}

describe('a wallet that falls evenly', () => {
  it('is told once at each level, then once that it is empty', () => {
    const { kinds } = run(hourlyReadings({ hours: 10.5 * 24, balance: 1_000, perDay: 100 }));
    expect(kinds).toEqual(['runway 7', 'runway 3', 'runway 1', 'floor', 'depleted']);
  });

  it('is told with the reason, the date and what to buy', () => {
    const { alerts } = run(hourlyReadings({ hours: 8 * 24, balance: 1_000, perDay: 100 }));
    const last = alerts.at(-1);
    expect(last).toMatchObject({
      kind: 'runway',
      severity: 'warning',
      reason: 'under 3 days for two hours',
      facts: { levelDays: 3, forecastState: 'steady', balance: { currency: 'SQC' } },
    });
    expect(last?.facts.runwayDays?.p50).toBeCloseTo(2.85, 0);
    expect(last?.facts.purchase).toMatchObject({ amount: { decimal: '3000' }, priceEuro: 60 });
  });

  it('is told of the last day at once', () => {
    const { alerts } = run(hourlyReadings({ hours: 10 * 24, balance: 1_000, perDay: 100 }));
    const lastDay = alerts.find(({ facts }) => facts.levelDays === 1);
    expect(lastDay?.reason).toBe('under 1 day');
    expect(lastDay?.facts.runwayDays?.p50).toBeGreaterThan(23 / 24);
  });

  it('is told after a refill that follows a burst that the date is likely too early', () => {
    const dayAndLast = (perHour: number) => {
      let balance = 500;
      return Array.from({ length: 200 }, (_, hour) => {
        if (hour > 0) balance = Math.max(0, balance - (hour > 190 ? perHour : 2));
        return reading(START_MS + hour * HOUR_MS, hour === 199 ? 500 : balance);
      });
    };
    const [calm, burst] = [2, 40].map((perHour) => run(dayAndLast(perHour)).alerts.at(-1));
    expect(calm?.facts.isAfterBurst).toBeUndefined();
    expect(burst).toMatchObject({ kind: 'topped-up', facts: { isAfterBurst: true } });
  });

  it('is reminded of an empty wallet every day, three times, and no more', () => {
    const { alerts } = run(hourlyReadings({ hours: 15 * 24, balance: 300, perDay: 100 }));
    const depleted = alerts.filter(({ kind }) => kind === 'depleted');
    expect(depleted.map(({ facts }) => facts.reminder)).toEqual([undefined, 1, 2, 3]);
    const gaps = depleted.slice(1).map((alert, i) => alert.atMs - (depleted[i]?.atMs ?? 0));
    expect(gaps).toEqual([DAY_MS, DAY_MS, DAY_MS]);
  });
});

describe('a wallet that is refilled', () => {
  for (const refillDays of [0.9, 2, 4, 8]) {
    it(`hears of every depletion before it, with ten resets of ${refillDays} days of spend`, () => {
      const perDay = 240;
      const readings = [
        ...hourlyReadings({
          hours: Math.ceil((4 + 10 * refillDays) * 24 + 20),
          balance: 4 * perDay,
          perDay,
          refill: refillDays * perDay,
        }),
      ];
      const { alerts } = run(readings);
      const depletions = readings.filter(
        ({ balance }, i) =>
          Number(balance.decimal) <= 2 && Number(readings[i - 1]?.balance.decimal) > 2,
      );
      expect(depletions.length).toBeGreaterThanOrEqual(10);
      let sinceMs = START_MS;
      for (const { atMs } of depletions) {
        // A top-up's own message names the new date, so it announces the next depletion.
        const ahead = alerts.filter(
          (alert) => alert.atMs > sinceMs && alert.atMs < atMs && alert.kind !== 'depleted',
        );
        expect(ahead.length, new Date(atMs).toISOString()).toBeGreaterThan(0);
        const dueHours = Math.min(24, refillDays * 24) - 2;
        expect((atMs - (ahead[0]?.atMs ?? atMs)) / HOUR_MS).toBeGreaterThanOrEqual(dueHours);
        const levels = ahead.filter(({ kind }) => kind === 'runway').map((a) => a.facts.levelDays);
        expect(new Set(levels).size).toBe(levels.length);
        sinceMs = atMs;
      }
    });
  }

  it('hears once that it was topped up, with the new date', () => {
    const { alerts, kinds } = run(
      hourlyReadings({ hours: 7 * 24, balance: 450, perDay: 100, refill: 2_000 }),
    );
    expect(kinds.slice(-2)).toEqual(['depleted', 'topped-up']);
    expect(alerts.at(-1)).toMatchObject({
      severity: 'info',
      facts: { topUp: { decimal: '1995.8333' } },
    });
    expect(alerts.at(-1)?.facts.notifiedAtMs).toBe(alerts[0]?.atMs);
  });

  it('says so as urgently as the level that it still stands at', () => {
    const { alerts } = run(hourlyReadings({ hours: 110, balance: 450, perDay: 100, refill: 80 }));
    expect(alerts.at(-1)).toMatchObject({ kind: 'topped-up', severity: 'critical' });
    expect(alerts.at(-1)?.facts.levelDays).toBe(1);
  });

  it('takes a rise of less than half a day for a refund and keeps quiet', () => {
    const falling = [...hourlyReadings({ hours: 5 * 24, balance: 600, perDay: 100 })];
    const { state, alerts } = run(falling);
    expect(alerts.length).toBeGreaterThan(0);
    const refund = reading(START_MS + 121 * HOUR_MS, 130);
    expect(run([refund], POLICY, state).kinds).toEqual([]);
  });
});

describe('readings that are not the usual', () => {
  it('alert once when the same one comes twice', () => {
    const once = [...hourlyReadings({ hours: 6 * 24, balance: 500, perDay: 100 })];
    const twice = once.flatMap((one) => [one, one]);
    expect(run(twice).alerts).toEqual(run(once).alerts);
  });

  it('change nothing when they are older than the last', () => {
    const { state } = run(hourlyReadings({ hours: 30, balance: 500, perDay: 100 }));
    const result = step(state, reading(START_MS + 3 * HOUR_MS, 1), POLICY, START_MS + 31 * HOUR_MS);
    expect(result.state).toBe(state);
    expect(result.alerts).toEqual([]);
  });

  it('are overdrawn, hence empty, when they are negative', () => {
    const { alerts } = run([reading(START_MS, -5)]);
    expect(alerts).toMatchObject([
      { kind: 'depleted', severity: 'critical', reason: 'the balance is below zero' },
    ]);
  });

  it('start a new series in a new currency, and say so once', () => {
    const sqc = [...hourlyReadings({ hours: 48, balance: 5_000, perDay: 100 })];
    const usd = [49, 50, 51].map((hour) => reading(START_MS + hour * HOUR_MS, 90, 'USD'));
    const { alerts, state } = run([...sqc, ...usd]);
    expect(alerts).toMatchObject([{ kind: 'new-currency', facts: { previousCurrency: 'SQC' } }]);
    expect(state.series?.today.spend).toEqual({ decimal: '0', currency: 'USD' });
  });

  it('close the day when the next one begins', () => {
    const { state } = run(hourlyReadings({ hours: 25, balance: 5_000, perDay: 240 }));
    expect(state.closedDays).toMatchObject([
      { date: '2026-11-02', spend: { decimal: '230' }, readings: 24 },
    ]);
    expect(state.series?.today).toMatchObject({
      date: '2026-11-03',
      spend: { decimal: '20' },
      readings: 2,
    });
  });

  it('say nothing of the burn while the wallet is empty, because its calls are refused', () => {
    const dry = run(hourlyReadings({ hours: 5 * 24, balance: 300, perDay: 100 })).state;
    const topUp = reading(START_MS + 121 * HOUR_MS, 1_000);
    const { forecast } = step(dry, topUp, POLICY, topUp.atMs);
    expect(forecast.burnPerDay).toBeGreaterThan(90);
  });
});

describe('any series of readings', () => {
  const series = fc.array(
    fc.record({
      minutes: fc.integer({ min: 0, max: 3_000 }),
      balance: fc.double({ min: -1e6, max: 1e6, noNaN: true, noDefaultInfinity: true }),
      currency: fc.constantFrom('SQC', 'SQC', 'SQC', 'USD'),
    }),
    { minLength: 1, maxLength: 60 },
  );
  const readingsOf = (rows: { minutes: number; balance: number; currency: string }[]) => {
    let atMs = START_MS;
    return rows.map(({ minutes, balance, currency }) => {
      atMs += minutes * 60_000;
      return reading(atMs, Number(balance.toFixed(4)), currency);
    });
  };

  it('is summed up exactly: what was there, less spend, plus top-ups, is what is left', () => {
    fc.assert(
      fc.property(series, (rows) => {
        const sqc = readingsOf(rows.map((row) => ({ ...row, currency: 'SQC' })));
        let state: WalletState | undefined;
        let units = 0n;
        const exact = (decimal: string) => BigInt(Math.round(Number(decimal) * 10_000));
        for (const one of sqc) {
          const result = step(state, one, POLICY, one.atMs);
          if (result.interval?.kind === 'spend') {
            units -= exact(result.interval.spend.decimal);
            expect(result.interval.spend.decimal).not.toMatch(/^-/);
          }
          if (result.interval?.kind === 'top-up') units += exact(result.interval.topUp.decimal);
          state = result.state;
        }
        const first = exact(sqc[0]?.balance.decimal ?? '0');
        expect(first + units).toBe(exact(state?.series?.lastReading.balance.decimal ?? '0'));
      }),
    );
  });

  it('never sends two messages of the same kind and level without news in between', () => {
    fc.assert(
      fc.property(series, (rows) => {
        const { alerts } = run(readingsOf(rows));
        for (const [i, alert] of alerts.entries()) {
          const next = alerts[i + 1];
          if (next === undefined || next.facts.reminder !== undefined) continue;
          if (next.kind === 'topped-up' || next.kind === 'new-currency') continue;
          const same =
            label(alert.kind, alert.facts.levelDays) === label(next.kind, next.facts.levelDays);
          expect(same && alert.facts.reminder === undefined && next.kind !== 'recovered').toBe(
            false,
          );
        }
      }),
    );
  });

  it('tells an emptiness once, though a refund came before any burn was known', () => {
    const minutes: readonly [number, number][] = [
      [1, 2.00005],
      [2, 0],
      [60, 2.00005],
      [61, 0],
    ];
    const { alerts } = run(
      minutes.map(([at, balance]) => reading(START_MS + at * 60_000, balance)),
    );
    expect(alerts.map(({ kind }) => kind)).toEqual(['floor', 'depleted']);
  });

  it('never throws and never holds a number that is none', () => {
    fc.assert(
      fc.property(series, (rows) => {
        const { state, alerts } = run(readingsOf(rows));
        JSON.stringify([state.memory, state.series?.today, alerts], (key, value) => {
          if (typeof value === 'number') expect(value, key).toSatisfy(Number.isFinite);
          return value;
        });
      }),
    );
  });
});
