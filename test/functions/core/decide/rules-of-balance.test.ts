import { describe, expect, it } from 'vitest';
import type { Alert } from '../../../../functions/core/alert/alert.ts';
import type { Mutes } from '../../../../functions/core/decide/mute-decision.ts';
import { step } from '../../../../functions/core/decide/step.ts';
import { openAlertsOf } from '../../../../functions/core/kinds/open-alerts.ts';
import { HOUR_MS } from '../../../../functions/core/ledger/durations.ts';
import type { Policy } from '../../../../functions/core/state/policy.ts';
import type { WalletState } from '../../../../functions/core/state/wallet-state.ts';
import { POLICY, reading, START_MS } from '../../../support/falling-wallet.ts';

/** Feeds one balance an hour. */
class Hours {
  state: WalletState | undefined;
  readonly alerts: Alert[] = [];
  hour = 0;
  policy: Policy = POLICY;
  mutes: Mutes = {};
  balance: number;

  constructor(balance: number) {
    this.balance = balance;
  }

  spend(perHour: number, hours: number): this {
    for (let i = 0; i < hours; i++) {
      this.balance -= perHour;
      this.hour += 1;
      const one = reading(START_MS + this.hour * HOUR_MS, Math.max(0, this.balance).toFixed(4));
      const { state, alerts } = step(this.state, one, this.policy, one.atMs, {
        mutes: this.mutes,
      });
      this.state = state;
      this.alerts.push(...alerts);
    }
    return this;
  }

  get notified(): string[] {
    return this.alerts
      .splice(0)
      .map(({ kind, facts }) =>
        [kind, facts.levelDays].filter((part) => part !== undefined).join(' '),
      );
  }

  get nowMs(): number {
    return START_MS + this.hour * HOUR_MS;
  }
}

describe('a burn spike', () => {
  it('is told once while it lasts, where the wallet would not stand two days of it', () => {
    const wallet = new Hours(1_500).spend(4, 120);
    wallet.notified;
    wallet.spend(40, 6);
    const [spike] = wallet.alerts.filter(({ kind }) => kind === 'burn-spike');
    expect(spike).toMatchObject({ severity: 'warning', facts: { purchase: {} } });
    expect(spike?.facts.timesUsual).toBeGreaterThanOrEqual(5);
    wallet.notified;
    wallet.spend(40, 2);
    expect(wallet.notified).not.toContain('burn-spike');
  });

  it('is no news to a wallet that stands it for days', () => {
    const wallet = new Hours(100_000).spend(4, 120);
    expect(wallet.spend(40, 8).notified).toEqual([]);
  });

  it('of one hour is a blip', () => {
    const wallet = new Hours(1_500).spend(4, 120);
    wallet.notified;
    expect(wallet.spend(60, 1).spend(4, 8).notified).not.toContain('burn-spike');
  });

  it('arms again when the usual pace is back', () => {
    const wallet = new Hours(4_000).spend(4, 200);
    wallet.spend(120, 6);
    expect(wallet.notified).toContain('burn-spike');
    wallet.spend(4, 40);
    expect(wallet.state?.memory.spikeAtMs).toBeUndefined();
  });
});

describe('a top-up', () => {
  const failed = {
    name: 'account_billing.failed',
    id: 'evt_1',
    receivedAtMs: START_MS,
    period: '2026-11',
  } as const;

  function afterFailedBill() {
    const first = reading(START_MS, 5_000);
    const { state } = step(undefined, first, POLICY, first.atMs);
    const next = reading(START_MS + HOUR_MS, 4_990);
    return step(state, next, POLICY, next.atMs, { event: failed });
  }

  function poll(state: WalletState, hour: number, balance: number) {
    const one = reading(START_MS + hour * HOUR_MS, balance);
    return step(state, one, POLICY, one.atMs);
  }

  it('after a lone unpaid bill is notified once, and the bill is open no more', () => {
    const bill = afterFailedBill();
    expect(bill.alerts.map(({ kind }) => kind)).toEqual(['bill-failed']);
    expect(openAlertsOf(bill.state)).toEqual([{ kind: 'bill-failed' }]);
    const paid = poll(bill.state, 2, 9_990);
    expect(paid.alerts.map(({ kind }) => kind)).toEqual(['topped-up']);
    expect(openAlertsOf(paid.state)).toEqual([]);
    expect(poll(paid.state, 3, 14_990).alerts).toEqual([]);
  });

  it('after a lone spike is notified once while the spike lasts', () => {
    const wallet = new Hours(4_000).spend(4, 200);
    expect(wallet.spend(120, 6).notified).toContain('burn-spike');
    wallet.balance += 60_000;
    expect(wallet.spend(120, 1).notified).toEqual(['topped-up']);
    expect(wallet.state && openAlertsOf(wallet.state)).toEqual([]);
    wallet.balance += 60_000;
    expect(wallet.spend(120, 1).notified).toEqual([]);
  });
});

describe('changed settings', () => {
  it('raise a floor: what is under it is told, whatever was told before', () => {
    const wallet = new Hours(140).spend(1, 95);
    expect(wallet.notified).toContain('floor');
    wallet.policy = { ...POLICY, floor: 60 };
    expect(wallet.spend(0.01, 1).notified).toContain('floor');
    expect(wallet.spend(0.01, 3).notified).not.toContain('floor');
  });

  it('lower what counts as empty: the emptiness is told anew when it comes', () => {
    const wallet = new Hours(140);
    wallet.policy = { ...POLICY, emptyAt: 20, floor: 0 };
    wallet.spend(1, 122);
    expect(wallet.notified).toContain('depleted');
    wallet.policy = { ...POLICY, emptyAt: 2, floor: 0 };
    expect(wallet.spend(1, 17).notified).toContain('depleted');
  });

  it('add a shallower level: it is told with the deeper one that was', () => {
    const wallet = new Hours(1_000).spend(4, 130);
    expect(wallet.notified).toEqual(['runway 7']);
    wallet.policy = { ...POLICY, levelsDays: [14, 7, 3, 1] };
    expect(wallet.spend(4, 5).notified).toEqual([]);
  });

  it('replace the levels: the deepest of the new ones that is passed is told', () => {
    const wallet = new Hours(1_000).spend(4, 170);
    wallet.notified;
    wallet.policy = { ...POLICY, levelsDays: [5, 2] };
    expect(wallet.spend(4, 4).notified).toEqual(['runway 5']);
  });
});

describe('silence', () => {
  const snooze = (wallet: Hours, hours: number, facts = {}) => ({
    snooze: {
      setAtMs: wallet.nowMs,
      untilMs: wallet.nowMs + hours * HOUR_MS,
      reason: 'the invoice is on its way',
      ...facts,
    },
  });

  it('that is asked for at a level holds what is no worse, and tells it once it is over', () => {
    const wallet = new Hours(1_000).spend(4, 150);
    expect(wallet.notified).toEqual(['runway 7']);
    wallet.mutes = snooze(wallet, 48, { severity: 'warning', levelDays: 3 });
    expect(wallet.spend(4, 40).notified).toEqual([]);
    wallet.mutes = {};
    expect(wallet.spend(4, 1).notified).toEqual(['runway 3']);
  });

  it('is broken by a deeper level, which says so, and stays broken', () => {
    const wallet = new Hours(1_000).spend(4, 150);
    wallet.notified;
    wallet.mutes = snooze(wallet, 72, { severity: 'info', levelDays: 7 });
    wallet.spend(4, 48);
    const [worse] = wallet.alerts;
    expect(worse).toMatchObject({ kind: 'runway', facts: { levelDays: 3 } });
    expect(worse?.reason).toContain('ends the snooze');
    expect(wallet.state?.watch.snooze?.isBroken).toBe(true);
  });

  it('never covers an empty wallet', () => {
    const wallet = new Hours(1_000).spend(4, 230);
    wallet.notified;
    wallet.mutes = snooze(wallet, 72, { severity: 'critical', levelDays: 1 });
    expect(wallet.spend(4, 20).notified).toContain('depleted');
  });

  it('of a pause covers everything, and what is still due speaks when it ends', () => {
    const wallet = new Hours(1_000).spend(4, 150);
    wallet.notified;
    wallet.mutes = { pause: { isPaused: true, setAtMs: wallet.nowMs } };
    expect(wallet.spend(4, 100).notified).toEqual([]);
    wallet.mutes = { pause: { isPaused: false, setAtMs: wallet.nowMs } };
    expect(wallet.spend(4, 2).notified).toEqual(['depleted']);
  });

  it('of a pause lets a top-up re-arm what was told', () => {
    const wallet = new Hours(1_000).spend(4, 200);
    wallet.notified;
    wallet.mutes = { pause: { isPaused: true, setAtMs: wallet.nowMs } };
    wallet.spend(-2_000, 1).spend(4, 3);
    wallet.mutes = {};
    expect(wallet.spend(4, 3).notified).toEqual([]);
    expect(wallet.state?.memory.firingLevels).toEqual([]);
  });
});
