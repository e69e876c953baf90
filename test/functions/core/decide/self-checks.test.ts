import { describe, expect, it } from 'vitest';
import {
  runSelfChecks,
  type SelfCheckInput,
} from '../../../../functions/core/decide/self-checks.ts';
import { step } from '../../../../functions/core/decide/step.ts';
import { HOUR_MS } from '../../../../functions/core/ledger/durations.ts';
import { newState, type WalletState } from '../../../../functions/core/state/wallet-state.ts';
import { POLICY, reading, START_MS } from '../../../support/falling-wallet.ts';

const NOW_MS = START_MS + 48 * HOUR_MS;
const MISSING_MS = 75 * 60_000;

const QUIET: SelfCheckInput = {
  mutes: {},
  otherWallets: [],
  channels: ['sns', 'slack:team'],
  missingAfterMs: MISSING_MS,
};

/** Read once, and polled without a pause until `checkedAtMs`. */
function wallet(checkedAtMs = NOW_MS - 15 * 60_000): WalletState {
  const first = reading(START_MS, 5_000);
  const { state } = step(undefined, first, POLICY, START_MS);
  return { ...state, watch: { ...state.watch, checkedAtMs, aliveSinceMs: START_MS } };
}

const look = (state: WalletState, seen: Partial<SelfCheckInput>, nowMs = NOW_MS) =>
  runSelfChecks(state, { ...QUIET, ...seen }, POLICY, nowMs);

describe('a channel that does not work', () => {
  const broken = (trouble: object) => ({
    ...wallet(),
    watch: {
      ...wallet().watch,
      troubles: {
        'slack:team': { sinceMs: NOW_MS, reason: '404 no_service', isRefusal: true, ...trouble },
      },
    },
  });

  it('is told once, and never there', () => {
    const first = look(broken({}), {});
    expect(first.alerts).toMatchObject([
      { kind: 'delivery-failed', facts: { channel: 'slack:team', failingChannel: 'slack:team' } },
    ]);
    expect(look(first.state, {}, NOW_MS + HOUR_MS).alerts).toEqual([]);
  });

  it('has an hour to heal where it may', () => {
    const failing = broken({ isRefusal: false, reason: '503' });
    expect(look(failing, {}, NOW_MS + 59 * 60_000).alerts).toEqual([]);
    expect(look(failing, {}, NOW_MS + HOUR_MS).alerts).toMatchObject([
      { reason: 'failing for 1 hour: 503' },
    ]);
  });

  it('is forgotten where the settings name it no longer', () => {
    const { state, alerts } = look(broken({}), { channels: ['sns'] });
    expect(alerts).toEqual([]);
    expect(state.watch.troubles).toEqual({});
  });
});

describe('the topic’s subscriptions', () => {
  const pending = {
    confirmed: 1,
    unreached: [{ address: 'you@example.com', why: 'pending' as const }],
  };

  it('that were never confirmed are told elsewhere than by mail, once until they are', () => {
    const first = look(wallet(), { subscribers: pending });
    expect(first.alerts).toMatchObject([
      {
        kind: 'delivery-failed',
        facts: { failingChannel: 'mail:you@example.com', channel: 'sns' },
      },
    ]);
    const again = look(first.state, { subscribers: pending }, NOW_MS + 24 * HOUR_MS);
    expect(again.alerts).toEqual([]);
    const healed = look(again.state, { subscribers: { confirmed: 2, unreached: [] } });
    expect(healed.state.watch.troubles).toEqual({});
    expect(healed.state.watch.subscribers).toEqual({ date: '2026-11-04', confirmed: 2 });
  });
});

describe('another wallet', () => {
  const other = (checkedAtMs?: number) => ({
    id: 'billing',
    name: 'Billing',
    ...(checkedAtMs !== undefined && { state: wallet(checkedAtMs) }),
  });
  const stale = other(NOW_MS - 3 * HOUR_MS);

  it('that nobody polls is told once, by its own name, and again when it is back', () => {
    const first = look(wallet(), { otherWallets: [stale] });
    expect(first.alerts).toMatchObject([
      {
        kind: 'no-data',
        severity: 'warning',
        facts: { about: { id: 'billing', name: 'Billing' }, balance: { decimal: '5000' } },
      },
    ]);
    const again = look(first.state, { otherWallets: [stale] });
    expect(again.alerts).toEqual([]);
    const back = look(again.state, { otherWallets: [other(NOW_MS)] });
    expect(back.alerts).toMatchObject([{ kind: 'recovered', facts: { about: { id: 'billing' } } }]);
    expect(look(back.state, { otherWallets: [other(NOW_MS)] }).alerts).toEqual([]);
  });

  it('that was never polled is not missed', () => {
    expect(look(wallet(), { otherWallets: [other()] }).alerts).toEqual([]);
  });

  it('is not missed by a machine that slept as well', () => {
    const slept = look(wallet(NOW_MS - 9 * HOUR_MS), { otherWallets: [stale] });
    expect(slept.alerts).toEqual([]);
    expect(look(slept.state, { otherWallets: [stale] }, NOW_MS + MISSING_MS).alerts).toEqual([]);
    let awake = slept.state;
    for (let minute = 15; minute <= 60; minute += 15) {
      awake = look(awake, {}, NOW_MS + minute * 60_000).state;
    }
    expect(look(awake, { otherWallets: [stale] }, NOW_MS + MISSING_MS).alerts).toHaveLength(1);
  });
});

describe('a request for silence', () => {
  const pause = (isPaused: boolean) => ({
    mutes: { pause: { isPaused, setAtMs: NOW_MS, by: 'Ana' } },
  });

  it('is announced once, and so is its end', () => {
    const first = look(wallet(), pause(true));
    expect(first.alerts).toMatchObject([{ kind: 'paused', reason: 'asked for by Ana' }]);
    expect(look(first.state, pause(true)).alerts).toEqual([]);
    const end = look(first.state, pause(false));
    expect(end.alerts).toMatchObject([{ kind: 'resumed' }]);
    expect(look(end.state, pause(false)).alerts).toEqual([]);
  });

  it('covers what the watch has to say of itself, until it ends', () => {
    const subscribers = { confirmed: 0, unreached: [{ address: 'a@b.cd', why: 'gone' as const }] };
    const paused = look(wallet(), pause(true));
    const hushed = look(paused.state, { ...pause(true), subscribers });
    expect(hushed.alerts).toEqual([]);
    expect(look(hushed.state, pause(false)).alerts.map(({ kind }) => kind)).toEqual([
      'resumed',
      'delivery-failed',
    ]);
  });

  it('names until when and why, as text that nobody can turn into markup or lines', () => {
    const snooze = {
      setAtMs: NOW_MS,
      untilMs: NOW_MS + HOUR_MS,
      reason: 'holiday\r\nBcc: x@y',
      by: '<!channel>\u202e',
    };
    const { alerts, state } = look(wallet(), { mutes: { snooze } });
    expect(alerts).toMatchObject([
      {
        kind: 'snoozed',
        reason: 'asked for by <!channel>: holiday Bcc: x@y',
        facts: { untilMs: snooze.untilMs },
      },
    ]);
    expect(look(state, { mutes: { snooze } }).alerts).toEqual([]);
  });

  it('that has ended already is not announced', () => {
    const snooze = { setAtMs: NOW_MS - 9, untilMs: NOW_MS - 1, reason: 'x' };
    expect(look(wallet(), { mutes: { snooze } }).alerts).toEqual([]);
  });
});

it('a wallet of which nothing is known looks around too', () => {
  expect(look(newState(NOW_MS), {}).alerts).toEqual([]);
});
