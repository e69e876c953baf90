import type { ForecastState, NextReset, RunwayDays } from '../forecast/forecast.ts';
import type { Amount } from '../ledger/amount.ts';
import type { Debit } from '../upcoming/bill.ts';
import type { Purchase } from '../upcoming/purchase.ts';
import type { NextRecharge } from '../upcoming/recharge.ts';

export const SEVERITIES = ['info', 'warning', 'critical'] as const;
export type Severity = (typeof SEVERITIES)[number];

export const ALERT_KINDS = [
  'runway',
  'floor',
  'depleted',
  'burn-spike',
  'debit-ahead',
  'recharge-at-risk',
  'bill-failed',
  'topped-up',
  'recovered',
  'new-currency',
  'key-rejected',
  'no-data',
  'clock',
  'delivery-failed',
  'memory-lost',
  'snoozed',
  'paused',
  'resumed',
  'sub-accounts',
  'test',
] as const;

export type AlertKind = (typeof ALERT_KINDS)[number];

/** What was known when the alert was decided. Text is made of it only when it is sent. */
export interface AlertFacts {
  /** Absent where there has never been a reading. */
  readonly balance?: Amount;
  /** Expected spend a day, in the wallet's currency. */
  readonly burnPerDay: number;
  readonly forecastState: ForecastState;
  /** From the time of the alert on; null while the wallet is idle or empty, or was never read. */
  readonly runwayDays: RunwayDays | null;
  /** When the balance was read, where that is not the time of the alert. */
  readonly readAtMs?: number;
  /** The wallet is read with a test key, to which no credits are charged. */
  readonly isTestKey?: true;
  /** `runway`, `topped-up`: the deepest level that is passed, in days. */
  readonly levelDays?: number;
  /** `floor`: the balance that was passed, in the wallet's currency. */
  readonly floor?: number;
  /** `topped-up`: what came in, at least. */
  readonly topUp?: Amount;
  /** It was topped up today, within hours of a burst: the date is likely too early. */
  readonly isAfterBurst?: true;
  /** The forecast rests on the vendor's request log: of readings alone it would still be learning. */
  readonly isFromLog?: true;
  /** `topped-up`, `recovered`: when the trouble was first told. */
  readonly notifiedAtMs?: number;
  /** `new-currency`: the one before. */
  readonly previousCurrency?: string;
  /** What to buy, and until when it would last. */
  readonly purchase?: Purchase;
  /** This is the n-th reminder of an alert that still stands, from 1. */
  readonly reminder?: number;
  /** Readings are back: why there were none, and since when. */
  readonly ended?: { readonly kind: 'key-rejected' | 'no-data'; readonly sinceMs: number };
  /** `no-data`, `recovered`: another wallet than the one whose poll found it. */
  readonly about?: { readonly id: string; readonly name: string };
  /** `key-rejected`: the key is known, and may not read the balance. */
  readonly isForbidden?: true;
  /** `key-rejected`: what the key lacks, where that is known. */
  readonly scope?: string;
  /** `burn-spike`: how many times the usual is being spent. */
  readonly timesUsual?: number;
  /** News of the balance: the next refill of the monthly part, where one is foreseen. */
  readonly reset?: NextReset;
  /** News of the balance: the next auto-recharge, where one is relied on. */
  readonly nextRecharge?: NextRecharge;
  /** `debit-ahead`: what will be taken, and when. */
  readonly debit?: Debit;
  /** `clock`: how far it was off, milliseconds. */
  readonly offMs?: number;
  /** `delivery-failed`: what does not work, such as "slack:billing", "sns" or "mail:<address>". */
  readonly failingChannel?: string;
  /** `delivery-failed`: the channel that it is never told on. */
  readonly channel?: string;
  /** `snoozed`, `paused`, `resumed`: a critical alert about the balance or its readings is open. */
  readonly isCriticalOpen?: true;
  /** `snoozed`: until when. */
  readonly untilMs?: number;
  /** `sub-accounts`: whose alerts these are, who runs out first coming first. */
  readonly members?: readonly BatchMember[];
}

/** A change of state that somebody should hear of. */
export interface Alert {
  readonly kind: AlertKind;
  readonly severity: Severity;
  /** When it was decided, epoch milliseconds. */
  readonly atMs: number;
  /** Why now, as it is said to people: "under 3 days for two hours". */
  readonly reason: string;
  readonly facts: AlertFacts;
}

const RANK: Readonly<Record<Severity, number>> = { info: 0, warning: 1, critical: 2 };

export function isAtLeast(severity: Severity, least: Severity): boolean {
  return RANK[severity] >= RANK[least];
}

/** A level of days left: a week is a note, three days a warning, one day is urgent. */
export function severityOfLevel(levelDays: number): Severity {
  if (levelDays <= 1) return 'critical';
  return levelDays <= 3 ? 'warning' : 'info';
}

/** One sub-account's alert in the message of its agency. */
export interface BatchMember {
  /** "main/421077" */
  readonly wallet: { readonly id: string; readonly name: string };
  /** Of the entry in the sub-account's own outbox. */
  readonly entryId: string;
  readonly alert: Alert;
}

export function worstSeverity(members: readonly BatchMember[]): Severity {
  const all = new Set(members.map(({ alert }) => alert.severity));
  return all.has('critical') ? 'critical' : all.has('warning') ? 'warning' : 'info';
}
