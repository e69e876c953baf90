import type { AlertKind } from '../alert/alert.ts';
import type { ChannelTrouble } from '../alert/delivery.ts';
import type { FaultRun } from '../alert/fault.ts';
import type { OutboxEntry } from '../alert/outbox.ts';
import type { LogBacklog } from '../attribution/log-backlog.ts';
import type { HourlySpend } from '../forecast/hourly-spend.ts';
import type { DayTotals } from '../ledger/day-totals.ts';
import type { Reading } from '../ledger/reading.ts';
import type { IntervalSums } from '../ledger/spend.ts';
import type { Bill } from '../upcoming/bill.ts';
import type { Plan } from '../upcoming/plan.ts';
import type { Recharge, RechargeRisk } from '../upcoming/recharge.ts';

/** All that is remembered of a wallet between two polls. Bounded: it does not grow with the wallet's age. */
export interface WalletState {
  /** Absent until the first good reading. */
  readonly series?: Series;
  /** Days that have closed since the last poll and are to be written to the history. */
  readonly closedDays: readonly DayTotals[];
  readonly memory: AlertMemory;
  readonly watch: WatchMemory;
  readonly outbox: readonly OutboxEntry[];
}

/** What the readings of one currency have come to. */
export interface Series {
  readonly lastReading: Reading;
  /** What is recorded with it: whoever finds it missing in the history writes it from here. */
  readonly sums?: IntervalSums;
  readonly spend: HourlySpend;
  /** Totals of the UTC day that is still open. */
  readonly today: DayTotals;
  /** The part that comes with the plan; absent where there is none. */
  readonly plan?: Plan;
  /** The monthly bill for connected accounts; absent until the vendor was asked. */
  readonly bill?: Bill;
  /** The auto-recharge; absent until the vendor was asked. */
  readonly recharge?: Recharge;
  /** What is still to be read of the request log; absent until it was first looked at. */
  readonly log?: LogBacklog;
}

/** What has been notified of the balance and still stands, so that nothing is notified twice. */
export interface AlertMemory {
  /** Levels that were notified and have not re-armed, in days. */
  readonly firingLevels: readonly number[];
  /** For each level that is not told: since when p50 has been at or below it without a break. */
  readonly underSinceMs: Readonly<Record<string, number>>;
  readonly isLow: boolean;
  readonly isEmptyNotified: boolean;
  /** Since that emptiness the balance has risen above `emptyAt`, by less than a call costs: neither open nor over. */
  readonly isAboveEmpty?: true;
  /** The bounds under which floor and emptiness were notified: under others they are notified anew. */
  readonly bounds?: { readonly floor: number; readonly emptyAt: number };
  /** When a burn spike was notified that has not passed yet. */
  readonly spikeAtMs?: number;
  /** The period whose unpaid bill was notified, "2026-07". */
  readonly failedBill?: string;
  /** Why the auto-recharge is not to be relied on, as it was notified, while it is still true. */
  readonly riskNotified?: RechargeRisk;
  /** The time of a debit of which was notified that it empties the wallet. */
  readonly debitAtMs?: number;
  /** Kinds that a top-up has resolved while their cause lasts: open no more, and not notified again for it. @default none */
  readonly resolved?: readonly AlertKind[];
  /** When the oldest alert that is still true was notified. */
  readonly notifiedAtMs?: number;
  /** The last critical message about trouble that still stands, and how many reminders followed the first. */
  readonly urgent?: { readonly lastAtMs: number; readonly reminders: number };
}

/** What the watch knows of itself: its polls, its channels, the other wallets, and who asked it for a mute. */
export interface WatchMemory {
  /** When a poll last came to a decision, with a reading or without. */
  readonly checkedAtMs: number;
  /** Since when polls have come without a long pause: a machine that slept misses nobody on waking. */
  readonly aliveSinceMs: number;
  /** Polls without a good reading, since the last good one. */
  readonly fault?: FaultRun;
  /** Channels that do not work, by name. */
  readonly troubles: Readonly<Record<string, ChannelTrouble>>;
  /** Other wallets that are not being polled, by id, and when that was notified. */
  readonly missing: Readonly<Record<string, number>>;
  /** The UTC day on which the topic's subscriptions were looked at, and how many were confirmed. */
  readonly subscribers?: { readonly date: string; readonly confirmed: number };
  /** The last digest that is known to be delivered, or given up, on every channel. */
  readonly digestDone?: string;
  /** The snooze that was announced: when it was set, until when, and whether worse news or a person ended it early. */
  readonly snooze?: {
    readonly setAtMs: number;
    /** Absent in a state that an earlier release wrote. */
    readonly untilMs?: number;
    readonly isBroken: boolean;
  };
  /** The pause, or its end, that was announced. */
  readonly pause?: { readonly isPaused: boolean };
}

export const NOTHING_NOTIFIED: AlertMemory = {
  firingLevels: [],
  underSinceMs: {},
  isLow: false,
  isEmptyNotified: false,
};

/** A wallet of which nothing is known yet. */
export function newState(nowMs: number): WalletState {
  return {
    closedDays: [],
    memory: NOTHING_NOTIFIED,
    watch: { checkedAtMs: nowMs, aliveSinceMs: nowMs, troubles: {}, missing: {} },
    outbox: [],
  };
}
