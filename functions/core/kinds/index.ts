import type { Alert, AlertKind, Severity } from '../alert/alert.ts';
import type { AlertMemory } from '../state/wallet-state.ts';
import { billFailed } from './bill-failed.ts';
import { burnSpike } from './burn-spike.ts';
import { clock } from './clock.ts';
import { debitAhead } from './debit-ahead.ts';
import { deliveryFailed } from './delivery-failed.ts';
import { depleted } from './depleted.ts';
import { floor } from './floor.ts';
import { keyRejected } from './key-rejected.ts';
import type { Kind, SeverityFacts } from './kind.ts';
import { memoryLost } from './memory-lost.ts';
import { newCurrency } from './new-currency.ts';
import { noData } from './no-data.ts';
import { paused } from './paused.ts';
import { rechargeAtRisk } from './recharge-at-risk.ts';
import { recovered } from './recovered.ts';
import { resumed } from './resumed.ts';
import { runway } from './runway.ts';
import { snoozed } from './snoozed.ts';
import { subAccounts } from './sub-accounts.ts';
import { test } from './test.ts';
import { toppedUp } from './topped-up.ts';

/**
 * Every alert kind; the compiler names what is missing. The order is that in which rules are asked and open alerts
 * are shown: of two that are equally severe, the first one is notified.
 */
export const KINDS: { readonly [K in AlertKind]: Kind } = {
  'topped-up': toppedUp,
  depleted,
  'debit-ahead': debitAhead,
  'bill-failed': billFailed,
  'recharge-at-risk': rechargeAtRisk,
  runway,
  floor,
  'burn-spike': burnSpike,
  clock,
  recovered,
  'new-currency': newCurrency,
  'key-rejected': keyRejected,
  'no-data': noData,
  'delivery-failed': deliveryFailed,
  'memory-lost': memoryLost,
  snoozed,
  paused,
  resumed,
  'sub-accounts': subAccounts,
  test,
};

/** All of them, in the order of `KINDS`. */
export const KIND_ENTRIES = Object.entries(KINDS) as readonly (readonly [AlertKind, Kind])[];

export function severityOf(kind: AlertKind, facts: SeverityFacts): Severity {
  return KINDS[kind].severity(facts);
}

/** Line 1 of every notification. `name` is already fit for its channel. */
export function headline(alert: Alert, name: string, timeZone: string): string {
  const text = KINDS[alert.kind].headline(alert, name, timeZone, headline);
  const key = alert.facts.isTestKey ? '[TEST KEY] ' : '';
  return `${key}${alert.facts.reminder === undefined ? '' : 'Reminder: '}${text}`;
}

/** Whether the later alert carries today's facts about the same thing, so that the earlier one says nothing more. */
export function isSuperseded(earlier: Alert, later: Alert): boolean {
  if (later.facts.about?.id !== earlier.facts.about?.id) return false;
  const subjects = KINDS[later.kind].subjects ?? [];
  return subjects.some((subject) => KINDS[earlier.kind].subjects?.includes(subject));
}

/** Whether it was notified and is still true. */
export function isFiring(kind: AlertKind, memory: AlertMemory): boolean {
  return KINDS[kind].isNotified?.(memory) === true && !memory.resolved?.includes(kind);
}

/** Whether anything is firing that a top-up resolves. */
export function awaitsTopUp(memory: AlertMemory): boolean {
  return KIND_ENTRIES.some(([kind, { isResolvedByTopUp }]) =>
    isResolvedByTopUp ? isFiring(kind, memory) : false,
  );
}

/** Whether anything is firing whose end is notified. */
export function awaitsRecovery(memory: AlertMemory): boolean {
  return KIND_ENTRIES.some(([kind, { isRecoveryNotified }]) =>
    isRecoveryNotified ? isFiring(kind, memory) : false,
  );
}
