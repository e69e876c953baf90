import type { Amount } from './amount.ts';
import type { HourlySpend } from './hourly-spend.ts';
import type { OutboxEntry } from './outbox.ts';
import type { Reading } from './reading.ts';

/** All that is remembered of a wallet between two readings. Bounded: it does not grow with the wallet's age. */
export interface WalletState {
  readonly lastReading: Reading;
  readonly spend: HourlySpend;
  /** Totals of the UTC day that is still open. */
  readonly today: DayTotals;
  /** Days that have closed since the last poll and are to be written to the history. */
  readonly closedDays: readonly DayTotals[];
  readonly memory: AlertMemory;
  readonly outbox: readonly OutboxEntry[];
}

/** One UTC day. A spend that spans midnight counts on the day on which its reading arrived. */
export interface DayTotals {
  /** "2026-11-22" */
  readonly date: string;
  readonly spend: Amount;
  /** At least this much came in. */
  readonly topUp: Amount;
  /** The balance of the day's last reading. */
  readonly balance: Amount;
  readonly readings: number;
}

/** What has been told and still stands, so that nothing is told twice. */
export interface AlertMemory {
  /** Levels that were told and have not re-armed, in days. */
  readonly toldLevels: readonly number[];
  /** For each level that is not told: since when p50 has been at or below it without a break. */
  readonly underSinceMs: Readonly<Record<string, number>>;
  readonly floorTold: boolean;
  readonly depletedTold: boolean;
  /** When the trouble that still stands was first told. */
  readonly toldAtMs?: number;
  /** The last critical message about trouble that still stands, and how many reminders followed the first. */
  readonly urgent?: { readonly lastAtMs: number; readonly reminders: number };
}

export const NOTHING_TOLD: AlertMemory = {
  toldLevels: [],
  underSinceMs: {},
  floorTold: false,
  depletedTold: false,
};

export function anythingTold(memory: AlertMemory): boolean {
  return memory.toldLevels.length > 0 || memory.floorTold || memory.depletedTold;
}
