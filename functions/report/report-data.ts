import type { RecordedAlert } from '../adapters/table/alert-items.ts';
import type { RecordedReading } from '../adapters/table/history-items.ts';
import type { SubAccountSnapshot } from '../core/agency/sub-account-snapshot.ts';
import type { LogDay } from '../core/attribution/log-day.ts';
import type { Mute } from '../core/decide/current-mute.ts';
import type { NextReset, Projections } from '../core/forecast/forecast.ts';
import type { HourlySpend } from '../core/forecast/hourly-spend.ts';
import type { DayTotals } from '../core/ledger/day-totals.ts';
import type { Purchase } from '../core/upcoming/purchase.ts';

/** All that a page shows. */
export interface ReportData {
  readonly nowMs: number;
  /** IANA name. */
  readonly timeZone: string;
  readonly wallet: WalletReport;
  /** Every wallet that this reader may see, worst first; left out where there is only one. */
  readonly ranking?: readonly RankedWallet[];
  /** Of an agency: all that are watched of it. */
  readonly subAccounts?: SubAccountsReport;
  /** Only somebody who came by a link that allows it; a file has nobody to send the form to. */
  readonly canSnooze: boolean;
}

export interface SubAccountsReport {
  /** Who runs out first comes first. */
  readonly ranked: readonly RankedSubAccount[];
  /** Why none is being read, and since when; absent while the vendor answers. */
  readonly fault?: { readonly message: string; readonly sinceMs: number };
}

export interface RankedSubAccount extends SubAccountSnapshot {
  /** Its own page. */
  readonly href?: string;
}

export interface WalletReport {
  readonly id: string;
  readonly name: string;
  /** Oldest first; the last 31 days are enough for every chart but the one of all days. */
  readonly readings: readonly RecordedReading[];
  /** UTC days, oldest first, the open one last. */
  readonly days: readonly DayTotals[];
  /** What the request log says of the last days, oldest first. @default it was not read */
  readonly logDays?: readonly LogDay[];
  /** Units of the wallet's currency for one of the log's; absent: not known. */
  readonly logRatio?: number;
  /** Oldest first. */
  readonly alerts: readonly RecordedAlert[];
  /** The forecaster's own memory, at most 28 days of it. */
  readonly spend?: HourlySpend;
  /** Days left at which alerts are due, falling. */
  readonly levelsDays: readonly number[];
  /** Those of them that were notified and have not armed again. @default none */
  readonly firingLevels?: readonly number[];
  /** In the wallet's currency. */
  readonly emptyAt: number;
  /** A last reading older than this is no news, milliseconds. */
  readonly staleAfterMs: number;
  readonly purchase?: Purchase;
  /** From the last reading on; @default straight to the dates of its forecast */
  readonly projections?: Projections;
  /** The next refill of the monthly part, where there is one. */
  readonly reset?: NextReset;
  /** Absent: alerts are sent. */
  readonly mute?: Mute;
}

export interface RankedWallet {
  readonly name: string;
  readonly latest: RecordedReading | undefined;
  readonly staleAfterMs: number;
  /** Its own page. */
  readonly href?: string;
  readonly isShown: boolean;
  /** Of an agency, in a few words: "200 sub-accounts: 3 empty". */
  readonly subAccounts?: string;
}
