import { describe, expect, it } from 'vitest';
import { HOUR_MS } from '../../../../functions/core/ledger/durations.ts';
import { intervalBetween } from '../../../../functions/core/ledger/spend.ts';
import {
  changeOf,
  currentRisk,
  isRechargeDue,
  isWorking,
  type Recharge,
  type RechargeTerms,
  rechargeAfter,
  termsOf,
} from '../../../../functions/core/upcoming/recharge.ts';
import type { Billing } from '../../../../functions/core/vendor/billing.ts';
import { reading, START_MS } from '../../../support/falling-wallet.ts';

const usd = (decimal: string) => ({ decimal, currency: 'USD' });
const TERMS: RechargeTerms = { isEnabled: true, below: 5, amount: 25 };
const promising = (terms: Partial<RechargeTerms>): Recharge => ({
  readOn: '2026-11-02',
  terms: { ...TERMS, ...terms },
});

describe('the terms of an auto-recharge', () => {
  const billing: Billing = {
    atMs: START_MS,
    autoRecharge: { isEnabled: true, below: usd('5'), amount: usd('25'), isActive: true },
    payment: { isCardOnFile: true, status: 'ok' },
  };

  it('are what the vendor tells of it', () => {
    expect(termsOf(billing, 'USD')).toEqual(TERMS);
    const broken = {
      ...billing,
      autoRecharge: { isEnabled: true, isActive: false },
      payment: { isCardOnFile: false, status: 'past_due' },
    };
    expect(termsOf(broken, 'USD')).toEqual({
      isEnabled: true,
      isInactive: true,
      hasNoCard: true,
      paymentFault: 'past_due',
    });
  });

  it('lack amounts of another currency, and are none where it does not say whether it is on', () => {
    expect(termsOf(billing, 'SQC')?.below).toBeUndefined();
    expect(termsOf({ atMs: START_MS, autoRecharge: { below: usd('5') } }, 'USD')).toBeUndefined();
    expect(termsOf({ atMs: START_MS }, 'USD')).toBeUndefined();
  });
});

describe('an auto-recharge', () => {
  it('is relied on only where everything about it is in order', () => {
    expect(isWorking(promising({}), START_MS)).toBe(true);
    expect(isWorking(undefined, START_MS)).toBe(false);
    expect(isWorking(promising({ isEnabled: false }), START_MS)).toBe(false);
    for (const [terms, risk] of [
      [{ hasNoCard: true }, 'no-card'],
      [{ paymentFault: 'past_due' }, 'payment'],
      [{ isInactive: true }, 'inactive'],
    ] as const) {
      expect(currentRisk(promising(terms), START_MS)).toBe(risk);
      expect(isWorking(promising(terms), START_MS)).toBe(false);
    }
    const { below: _, ...noThreshold } = TERMS;
    expect(isWorking({ readOn: '', terms: noThreshold }, START_MS)).toBe(false);
    expect(currentRisk({ readOn: '' }, START_MS)).toBeUndefined();
  });

  it('is overdue after three polls and half an hour below the threshold, until something comes in', () => {
    let recharge: Recharge | undefined = promising({});
    let last = reading(START_MS, '6', 'USD');
    for (const [minutes, balance, risk] of [
      [15, '4.9', undefined],
      [30, '4.8', undefined],
      [45, '4.7', 'overdue'],
      [60, '29.6', undefined],
    ] as const) {
      const next = reading(START_MS + minutes * 60_000, balance, 'USD');
      recharge = rechargeAfter(recharge, undefined, next, intervalBetween(last, next));
      expect(recharge && currentRisk(recharge, next.atMs)).toBe(risk);
      last = next;
    }
    expect(recharge?.atHours).toEqual([START_MS / HOUR_MS + 1]);
  });

  it('is too frequent when three in a row come in a quarter of the usual time', () => {
    const atHours = [0, 5, 10, 15, 16, 17, 18].map((day) => 24 * day);
    expect(currentRisk({ ...promising({}), atHours }, START_MS)).toBe('frequent');
    expect(isWorking({ ...promising({}), atHours }, START_MS)).toBe(true);
    expect(
      currentRisk({ ...promising({}), atHours: atHours.slice(0, 5) }, START_MS),
    ).toBeUndefined();
  });

  it('promises less when it is switched off or lowered, and not when nothing new was said', () => {
    expect(changeOf(promising({}), promising({ isEnabled: false }))).toBe('switched-off');
    expect(changeOf(promising({}), promising({ amount: 10 }))).toBe('changed');
    expect(changeOf(promising({}), promising({ amount: 50 }))).toBeUndefined();
    expect(changeOf(undefined, promising({}))).toBeUndefined();
    expect(changeOf(promising({}), { readOn: '' })).toBeUndefined();
  });

  it('is asked for once a day, and at every poll below the threshold or in doubt', () => {
    const at = (balance: string, hours = 0) => reading(START_MS + hours * HOUR_MS, balance, 'USD');
    expect(isRechargeDue(undefined, at('6'))).toBe(true);
    expect(isRechargeDue(promising({}), at('6'))).toBe(false);
    expect(isRechargeDue(promising({}), at('6', 24))).toBe(true);
    expect(isRechargeDue(promising({}), at('4'))).toBe(true);
    expect(isRechargeDue(promising({ isEnabled: false }), at('4'))).toBe(false);
    expect(isRechargeDue(promising({ hasNoCard: true }), at('6'))).toBe(true);
  });

  it('goes on as it was known when the vendor could not be asked', () => {
    const later = rechargeAfter(
      promising({}),
      { readOn: '2026-11-03' },
      reading(START_MS, 9, 'USD'),
    );
    expect(later).toEqual({ readOn: '2026-11-03', terms: TERMS });
    expect(rechargeAfter(undefined, undefined, reading(START_MS, 9, 'USD'))).toBeUndefined();
  });
});
