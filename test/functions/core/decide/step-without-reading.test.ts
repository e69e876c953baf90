import { describe, expect, it } from 'vitest';
import type { Alert } from '../../../../functions/core/alert/alert.ts';
import type { Fault } from '../../../../functions/core/alert/fault.ts';
import { step } from '../../../../functions/core/decide/step.ts';
import { stepWithoutReading } from '../../../../functions/core/decide/step-without-reading.ts';
import { HOUR_MS, MINUTE_MS } from '../../../../functions/core/ledger/durations.ts';
import type { WalletState } from '../../../../functions/core/state/wallet-state.ts';
import { hourlyReadings, POLICY, reading, START_MS } from '../../../support/falling-wallet.ts';

const DOWN: Fault = { kind: 'unavailable', said: 'SmartlyQ is not available (503)' };
const REJECTED: Fault = { kind: 'key-rejected', said: 'SmartlyQ rejects the API key' };
const CHANGED: Fault = { kind: 'bad-answer', said: 'the answer cannot be read' };

/** Known for four days; 100 a day, and so many days of it left. */
function known(daysLeft: number): WalletState {
  let state: WalletState | undefined;
  for (const one of hourlyReadings({ hours: 96, balance: 400 + daysLeft * 100, perDay: 100 })) {
    state = step(state, one, POLICY, one.atMs).state;
  }
  if (state === undefined) throw new Error('no readings');
  return state;
}

const NOW_MS = START_MS + 96 * HOUR_MS;

function blind(
  from: WalletState | undefined,
  fault: Fault,
  minutes: readonly number[],
): { state: WalletState | undefined; alerts: Alert[] } {
  let state = from;
  const alerts: Alert[] = [];
  for (const minute of minutes) {
    const result = stepWithoutReading(state, fault, POLICY, NOW_MS + minute * MINUTE_MS);
    state = result.state;
    alerts.push(...result.alerts);
  }
  return { state, alerts };
}

const every = (step: number, until: number) =>
  Array.from({ length: Math.floor(until / step) }, (_, at) => (at + 1) * step);

describe('a poll without a reading', () => {
  it('alarms nobody for three polls, nor for four within an hour', () => {
    expect(blind(known(20), DOWN, [15, 30, 45]).alerts).toEqual([]);
    expect(blind(known(20), DOWN, [15, 16, 18, 30, 31, 33]).alerts).toEqual([]);
  });

  it('tells once that nothing was read for an hour, and how the wallet stood', () => {
    const { alerts } = blind(known(20), DOWN, every(15, 600));
    expect(alerts).toMatchObject([
      {
        kind: 'no-data',
        severity: 'warning',
        reason: 'no reading for 1 hour, in 4 polls. SmartlyQ is not available (503)',
        facts: { readAtMs: NOW_MS, balance: { decimal: '2000' } },
      },
    ]);
  });

  it('tells again, as critical, once the date comes near that nobody could see coming', () => {
    const { alerts } = blind(known(5), DOWN, every(60, 5 * 24 * 60));
    const news = alerts.filter(({ facts }) => facts.reminder === undefined);
    expect(news.map(({ severity }) => severity)).toEqual(['warning', 'critical']);
    const reminders = alerts.filter(({ facts }) => facts.reminder !== undefined);
    expect(reminders.length).toBeGreaterThan(0);
    expect(reminders.length).toBeLessThanOrEqual(3);
  });

  it('tells of a rejected key at once, also where there has never been a reading', () => {
    const { alerts } = blind(undefined, { ...REJECTED, scope: 'balance:read' }, [0, 15, 30]);
    expect(alerts).toMatchObject([
      { kind: 'key-rejected', severity: 'warning', facts: { scope: 'balance:read' } },
    ]);
    expect(alerts[0]?.facts.balance).toBeUndefined();
  });

  it('tells of a rejected key after it told of missing readings, because that can be mended', () => {
    const first = blind(known(20), DOWN, every(15, 90));
    const { alerts } = blind(first.state, REJECTED, [105, 120]);
    expect(alerts.map(({ kind }) => kind)).toEqual(['key-rejected']);
  });

  it('takes one garbled answer for nothing, and a second after ten minutes for a change', () => {
    expect(blind(known(20), CHANGED, [15, 17, 19]).alerts).toEqual([]);
    expect(blind(known(20), CHANGED, [15, 30]).alerts).toMatchObject([
      { kind: 'no-data', reason: CHANGED.said },
    ]);
  });

  it('freezes what was told of the balance and resolves nothing', () => {
    const before = known(2);
    const { state } = blind(before, DOWN, every(60, 2_000));
    expect(state?.memory).toEqual(before.memory);
    expect(state?.series).toEqual(before.series);
  });

  it('is ended by the first reading, which says so once and for how long', () => {
    const { state } = blind(known(20), DOWN, every(60, 300));
    const back = reading(NOW_MS + 6 * HOUR_MS, 1_975);
    const first = step(state, back, POLICY, back.atMs);
    expect(first.alerts).toMatchObject([
      {
        kind: 'recovered',
        severity: 'info',
        reason: 'readings are back after 5 hours',
        facts: { ended: { kind: 'no-data', sinceMs: NOW_MS + HOUR_MS } },
      },
    ]);
    const next = reading(back.atMs + HOUR_MS, 1_971);
    expect(step(first.state, next, POLICY, next.atMs).alerts).toEqual([]);
  });

  it('says nothing of an end where nothing was told', () => {
    const { state } = blind(known(20), DOWN, [15, 30]);
    const back = reading(NOW_MS + HOUR_MS, 1_996);
    expect(step(state, back, POLICY, back.atMs).alerts).toEqual([]);
  });

  it('lets worse news speak for the end of the blindness too', () => {
    const { state } = blind(known(4), DOWN, every(60, 600));
    const empty = reading(NOW_MS + 11 * HOUR_MS, 1);
    expect(step(state, empty, POLICY, empty.atMs).alerts).toMatchObject([
      { kind: 'depleted', facts: { ended: { kind: 'no-data' } } },
    ]);
  });
});

describe('a clock that was wrong', () => {
  const ahead = (hours: number) => {
    const state = known(20);
    const late = reading(NOW_MS + hours * HOUR_MS, 1_996);
    return step(state, late, POLICY, late.atMs).state;
  };

  it('is told once, and counting goes on from now', () => {
    const state = ahead(5);
    const now = reading(NOW_MS + HOUR_MS, 1_992);
    const first = step(state, now, POLICY, now.atMs, { serverDateMs: now.atMs });
    expect(first.alerts).toMatchObject([
      { kind: 'clock', severity: 'warning', facts: { offMs: 4 * HOUR_MS } },
    ]);
    expect(first.state.series?.lastReading).toEqual(now);
    const next = reading(NOW_MS + 2 * HOUR_MS, 1_988);
    const second = step(first.state, next, POLICY, next.atMs, { serverDateMs: next.atMs });
    expect(second.alerts).toEqual([]);
    expect(second.interval).toMatchObject({ kind: 'spend', spend: { decimal: '4' } });
    expect(second.forecast.state).not.toBe('learning');
  });

  it('is a matter of minutes: less than five are no news', () => {
    const state = known(20);
    const now = reading(NOW_MS - 4 * MINUTE_MS, 1_999);
    const result = step(state, now, POLICY, now.atMs);
    expect(result.alerts).toEqual([]);
    expect(result.state).toBe(state);
  });

  it('is not believed wrong while the vendor’s clock agrees with the last reading', () => {
    const state = ahead(2);
    const back = reading(NOW_MS + HOUR_MS, 1_990);
    const result = step(state, back, POLICY, back.atMs, { serverDateMs: NOW_MS + 2 * HOUR_MS });
    expect(result.alerts).toEqual([]);
    expect(result.state).toBe(state);
  });

  it('starts afresh where the last reading lies years ahead', () => {
    const state = ahead(400 * 24);
    const now = reading(NOW_MS + HOUR_MS, 1_992);
    const result = step(state, now, POLICY, now.atMs);
    expect(result.alerts).toMatchObject([{ kind: 'clock' }]);
    expect(result.state.series?.spend.lastAtMs).toBe(now.atMs);
  });
});
