import type { Amount } from './amount.ts';
import type { ForecastState, RunwayDays } from './forecast.ts';

export type Severity = 'info' | 'warning' | 'critical';

export type AlertKind =
  | 'runway'
  | 'floor'
  | 'depleted'
  | 'topped-up'
  | 'recovered'
  | 'new-currency';

/** What was known when the alert was decided. Text is made of it only when it is sent. */
export interface AlertFacts {
  readonly balance: Amount;
  /** Expected spend a day, in the wallet's currency. */
  readonly burnPerDay: number;
  readonly forecastState: ForecastState;
  /** null while the wallet is idle or empty. */
  readonly runwayDays: RunwayDays | null;
  /** `runway`, `topped-up`: the deepest level that is passed, in days. */
  readonly levelDays?: number;
  /** `floor`: the balance that was passed, in the wallet's currency. */
  readonly floor?: number;
  /** `topped-up`: what came in, at least. */
  readonly topUp?: Amount;
  /** `topped-up`, `recovered`: when the trouble was first told. */
  readonly toldAtMs?: number;
  /** `new-currency`: the one before. */
  readonly previousCurrency?: string;
  /** What to buy, and until when it would last. */
  readonly purchase?: Purchase;
  /** This is the n-th reminder of an alert that still stands, from 1. */
  readonly reminder?: number;
}

export interface Purchase {
  readonly amount: Amount;
  /** The package's list price, where the vendor sells packages in this currency. */
  readonly priceEuro?: number;
  readonly lastsUntilMs: number;
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

/**
 * The severities of every kind, in one place.
 * A top-up is good news, unless the wallet still stands at a level: then the message stands for that level too.
 */
export function severityOf(kind: AlertKind, levelDays?: number): Severity {
  switch (kind) {
    case 'depleted':
      return 'critical';
    case 'floor':
      return 'warning';
    case 'runway':
    case 'topped-up':
      return levelDays === undefined ? 'info' : severityOfLevel(levelDays);
    case 'recovered':
    case 'new-currency':
      return 'info';
  }
}
