import { describe, expect, it } from 'vitest';
import { readingItem } from '../../../../functions/adapters/table/history-items.ts';
import type { AlertFacts, AlertKind } from '../../../../functions/core/alert/alert.ts';
import { makeAlert } from '../../../../functions/core/decide/make-alert.ts';
import { runSelfChecks } from '../../../../functions/core/decide/self-checks.ts';
import { step } from '../../../../functions/core/decide/step.ts';
import { HOUR_MS } from '../../../../functions/core/ledger/durations.ts';
import type { Reading } from '../../../../functions/core/ledger/reading.ts';
import { snapshotOf } from '../../../../functions/core/state/snapshot.ts';
import { renderDigest } from '../../../../functions/core/wording/digest.ts';
import { renderAlert } from '../../../../functions/core/wording/render.ts';
import { POLICY, reading, START_MS } from '../../../support/falling-wallet.ts';

const first = reading(START_MS, 40);

function polled(one: Reading) {
  const result = step(undefined, one, POLICY, one.atMs);
  const [alert] = result.alerts;
  if (alert === undefined) throw new Error('a balance below the floor alerts');
  const wallet = { id: 'main', name: 'main' };
  const id = '2026-11-02T00:00:00.000Z#floor';
  const message = renderAlert({ alert, id, wallet, timeZone: 'UTC', isPossibleRepeat: false });
  return { ...result, alert, message };
}

describe('after one reading', () => {
  it('an alert names neither a date nor a burn', () => {
    const { alert, message } = polled(first);
    expect(alert.facts.runwayDays).toBeNull();
    expect(message.subject).toBe('main is down to 40 SQC. Top up.');
    expect(message.mail).toContain('Left        40 SQC, its burn is not known yet');
    expect(message.mail).not.toContain('Likely');
    expect(message.event.runway).toBeNull();
  });

  it('the table holds no runway', () => {
    const { forecast } = polled(first);
    const item = readingItem('main', first, undefined, forecast);
    expect(Object.keys(item).filter((name) => name.startsWith('runway'))).toEqual([]);
    expect(item.state?.S).toBe('learning');
  });

  it('an alert about missing readings has no date either', () => {
    const { state } = polled(first);
    expect(snapshotOf(state, POLICY, START_MS + HOUR_MS).runwayDays).toBeNull();
  });

  it('a digest does not say that all is well', () => {
    const plenty = reading(START_MS, 400_000);
    const { forecast } = step(undefined, plenty, POLICY, START_MS);
    const { subject } = renderDigest({
      wallets: [
        {
          wallet: { id: 'main', name: 'main' },
          snapshot: { reading: plenty, ...forecast },
          isStale: false,
          alerts: 0,
        },
      ],
      levelsDays: [7, 3, 1],
      period: { id: '2026-11-02', fromMs: START_MS - 24 * HOUR_MS, toMs: START_MS + HOUR_MS },
      timeZone: 'UTC',
      costDollars: 0,
      polls: 1,
      isPossibleRepeat: false,
    });
    expect(subject).toBe('main: too early to say.');
  });

  it('levels that were notified are not forgotten with the burn', () => {
    const { state } = polled(first);
    const before = { ...state, memory: { ...state.memory, firingLevels: [7] } };
    const next = reading(START_MS + HOUR_MS, 40);
    expect(step(before, next, POLICY, next.atMs).state.memory.firingLevels).toEqual([7]);
  });
});

describe('a test key', () => {
  it('is named first in every channel, also where the next poll has no reading', () => {
    const { message, state } = polled({ ...first, isTestKey: true });
    expect(message.subject).toMatch(/^\[TEST KEY\] main is down/);
    expect(message.mail).toMatch(/^\[TEST KEY\] main is down/);
    expect(message.sms).toMatch(/^\(TEST KEY\) main is down/);
    expect(message.chat.headline).toMatch(/^\[TEST KEY\] main is down/);
    expect(message.event.isTestKey).toBe(true);
    expect(snapshotOf(state, POLICY, START_MS).isTestKey).toBe(true);
  });
});

describe('the notice of a snooze', () => {
  const seen = {
    mutes: {
      snooze: {
        untilMs: START_MS + 9 * HOUR_MS,
        setAtMs: START_MS,
        reason: 'x',
        severity: 'warning' as const,
      },
    },
    otherWallets: [],
    channels: [],
    missingAfterMs: 9 * HOUR_MS,
  };
  const notice = (balance: number) => {
    const { state } = polled(reading(START_MS, balance));
    return runSelfChecks(state, seen, POLICY, START_MS + 1).alerts.map(({ kind, severity }) => [
      kind,
      severity,
    ]);
  };

  it('is info, unless a critical alert is open', () => {
    expect(notice(40)).toEqual([['snoozed', 'info']]);
    expect(notice(0)).toEqual([['snoozed', 'critical']]);
  });
});

describe('a message', () => {
  const headlineOf = (kind: AlertKind, facts: Partial<AlertFacts>) => {
    const all = { burnPerDay: 41, forecastState: 'steady' as const, runwayDays: null, ...facts };
    return renderAlert({
      alert: makeAlert(kind, 'why', all, START_MS),
      id: 'x',
      wallet: { id: 'main', name: 'main' },
      timeZone: 'UTC',
      isPossibleRepeat: false,
    });
  };

  it('names no range whose ends are one, and no moment within the hour as an end', () => {
    const runwayDays = { p10: 0.01, p50: 0.02, p90: 0.02 };
    const { mail } = headlineOf('topped-up', { runwayDays });
    expect(mail).toContain('it lasts for less than an hour');
    expect(mail).not.toContain('between');
  });

  it('says of a key that is known what it lacks', () => {
    expect(headlineOf('key-rejected', { isForbidden: true }).subject).toBe(
      'main cannot be read: its API key may not read the balance. Check its scopes and the plan.',
    );
    expect(headlineOf('key-rejected', { scope: 'wallet:read' }).subject).toContain('wallet:read');
  });
});
