import { HOUR_MS } from '../../../../functions/core/ledger/durations.ts';
import { START_MS } from '../../../support/falling-wallet.ts';

/** What a poll saw, as far as the rules care. */
export interface Seen {
  readonly nowMs: number;
  readonly balance: number;
  readonly isLearning: boolean;
  /** undefined: nothing is being spent. */
  readonly runway: { readonly p10: number; readonly p50: number; readonly p90: number } | undefined;
  readonly isTopUp: boolean;
  readonly levels: readonly number[];
  /** How many times the usual pace was spent in each of the last six hours, where that is known. */
  readonly pace?: number;
  /** The next known debit, and the days (p50) that the wallet would last without it. */
  readonly debit?: { readonly atMs: number; readonly withoutDays: number };
  /** An auto-recharge is promised: it works, it has no card, or it was switched off with this poll. */
  readonly recharge?: 'works' | 'no-card' | 'switched-off';
  /** The month of a bill that the vendor has just said to have failed. */
  readonly failedBill?: string;
}

export const FLOOR = 50;
export const EMPTY_AT = 2;
/** Less above empty than the cheapest call costs ends nothing. */
const CHEAPEST_CALL = 1;

/**
 * The rules of the design once more, in plain sets and without regard for elegance: what the state machine
 * is held against. Answers what should be said, such as "runway 3", "reminder runway 1", or nothing.
 */
export class ReferenceAlerts {
  notified = new Set<number>();
  since = new Map<number, number>();
  floor = false;
  spike = false;
  debitAtMs: number | undefined;
  risk = false;
  failedBill: string | undefined;
  isSpikeOpen = false;
  isBillOpen = false;
  empty = false;
  isAboveEmpty = false;
  urgentAtMs: number | undefined;
  reminders = 0;
  private blindSince: number | undefined;
  private blindPolls = 0;
  private blindNotified: 'no-data' | 'key-rejected' | undefined;
  private lastReadMs: number | undefined;

  private get stands(): boolean {
    return this.notified.size > 0 || this.floor || this.empty;
  }

  /** A top-up ends these too, and says so. */
  private get awaitsTopUp(): boolean {
    return this.stands || this.debitAtMs !== undefined || this.isSpikeOpen || this.isBillOpen;
  }

  private get deepest(): number {
    return Math.min(...this.notified);
  }

  poll(seen: Seen): string | undefined {
    const stood = this.stands;
    const wasBlind = this.blindNotified !== undefined;
    this.blindSince = undefined;
    this.blindPolls = 0;
    this.blindNotified = undefined;
    this.lastReadMs = seen.nowMs;
    const isEmpty = seen.balance <= EMPTY_AT;
    const said: string[] = [];
    if (seen.isTopUp) {
      this.since.clear();
      if (this.awaitsTopUp && (!isEmpty || this.empty)) said.push(this.topUp(seen, isEmpty));
    }
    if (isEmpty && !this.empty) {
      this.empty = true;
      said.push('depleted');
    } else if (seen.balance >= EMPTY_AT + CHEAPEST_CALL) {
      this.empty = false;
    }
    this.isAboveEmpty = this.empty && !isEmpty;
    said.push(...this.debit(seen), ...this.bill(seen), ...this.recharge(seen));
    const isRecharged = seen.recharge === 'works';
    if (isRecharged) {
      // Credits come by themselves, so neither a date nor a low balance is news.
      this.notified.clear();
      this.since.clear();
      this.floor = false;
    } else if (!isEmpty && !this.isAboveEmpty) said.push(...this.levels(seen));
    if (isRecharged || seen.balance > 1.5 * FLOOR) this.floor = false;
    else if (seen.balance <= FLOOR && !this.floor) {
      this.floor = true;
      said.push('floor');
    }
    said.push(...this.burst(seen));
    if (stood && !this.stands && !seen.isTopUp) said.push('recovered');
    if (wasBlind) said.push('recovered');
    if (said.length === 0) return this.remind(seen.nowMs);
    const worst = said[0]?.startsWith('topped-up') ? said[0] : worstOf(said, seen);
    if (!this.stands) this.urgentAtMs = undefined;
    else if (isUrgent(worst ?? '')) {
      this.urgentAtMs = seen.nowMs;
      this.reminders = 0;
    }
    return worst;
  }

  /** Four polls and an hour without a reading, or a rejected key. Nothing of the balance changes. */
  blind(nowMs: number, isKey: boolean): string | undefined {
    this.blindSince ??= nowMs;
    this.blindPolls += 1;
    const blindMs = nowMs - Math.min(this.lastReadMs ?? nowMs, this.blindSince);
    const due = isKey
      ? 'key-rejected'
      : this.blindPolls >= 4 && blindMs >= HOUR_MS
        ? 'no-data'
        : undefined;
    if (due === undefined || this.blindNotified === due || this.blindNotified === 'key-rejected') {
      return undefined;
    }
    this.blindNotified = due;
    return due;
  }

  private topUp({ runway, levels, balance }: Seen, isEmpty: boolean): string {
    if (!isEmpty) {
      this.notified = new Set(
        levels.filter((level) => runway !== undefined && runway.p50 <= level),
      );
    }
    this.floor = balance <= FLOOR;
    this.empty &&= isEmpty;
    this.isSpikeOpen = false;
    this.isBillOpen = false;
    return this.notified.size > 0 ? `topped-up ${this.deepest}` : 'topped-up';
  }

  private levels({ runway, levels, nowMs, isLearning }: Seen): string[] {
    if (runway === undefined) {
      this.notified.clear();
      this.since.clear();
      return [];
    }
    for (const level of this.notified) {
      const isOver = !isLearning && runway.p50 > (level <= 1 ? 2 : 1.5) * level;
      if (isOver || !levels.includes(level)) this.notified.delete(level);
    }
    // Whoever has heard of three days needs not hear of seven.
    for (const level of levels) if (level >= this.deepest) this.notified.add(level);
    for (const level of levels) {
      const isUnder = runway.p50 <= level && !this.notified.has(level);
      if (!isUnder) this.since.delete(level);
      else if (!this.since.has(level)) this.since.set(level, nowMs);
    }
    for (const level of [...this.since.keys()])
      if (!levels.includes(level)) this.since.delete(level);
    const due = [...this.since].filter(([level, sinceMs]) =>
      isLearning
        ? level <= 1 && runway.p90 <= level && nowMs >= START_MS + 2 * HOUR_MS
        : level <= 1 || runway.p90 <= level || nowMs - sinceMs >= 2 * HOUR_MS,
    );
    if (due.length === 0) return [];
    const deepest = Math.min(...due.map(([level]) => level));
    for (const level of [...this.since.keys()].filter((each) => each >= deepest)) {
      this.notified.add(level);
      this.since.delete(level);
    }
    return [`runway ${deepest}`];
  }

  /** A debit within a week that, and not the burn, empties the wallet: once for each debit, again after a top-up. */
  private debit({ debit, runway, nowMs, isTopUp, isLearning, recharge }: Seen): string[] {
    if (isTopUp || (this.debitAtMs ?? nowMs + 1) <= nowMs) this.debitAtMs = undefined;
    if (debit === undefined || runway === undefined || this.debitAtMs === debit.atMs) return [];
    if (isTopUp || isLearning || recharge === 'works') return [];
    const days = (debit.atMs - nowMs) / (24 * HOUR_MS);
    const isWithinADayOfIt = runway.p50 >= days && runway.p50 <= days + 1;
    if (days > 7 || !isWithinADayOfIt || debit.withoutDays < runway.p50 + 2) return [];
    this.debitAtMs = debit.atMs;
    return ['debit-ahead'];
  }

  /** Once for each month; open until a top-up, or until the month after has passed. */
  private bill({ failedBill, nowMs }: Seen): string[] {
    const [year = 0, month = 0] = (this.failedBill ?? '').split('-').map(Number);
    if (nowMs >= Date.UTC(year, month + 1)) this.isBillOpen = false;
    if (failedBill === undefined || failedBill === this.failedBill) return [];
    this.failedBill = failedBill;
    this.isBillOpen = true;
    return ['bill-failed'];
  }

  /** Switched off: whenever that happens. No card: once, until there is one. */
  private recharge({ recharge }: Seen): string[] {
    const stood = this.risk;
    this.risk = recharge === 'no-card';
    const isNews = recharge === 'switched-off' || (this.risk && !stood);
    return isNews ? ['recharge-at-risk'] : [];
  }

  /** At least five times the usual, worth a usual day, and two days of it would empty the wallet. */
  private burst({ pace, balance, runway }: Seen): string[] {
    if (pace === undefined || runway === undefined) return [];
    if (pace < 2) this.spike = this.isSpikeOpen = false;
    const isBurst = pace >= 5 && 6 * (pace - 1) >= 24;
    if (!isBurst || (balance - EMPTY_AT) / pace > 48 || this.spike) return [];
    this.spike = this.isSpikeOpen = true;
    return ['burn-spike'];
  }

  private remind(nowMs: number): string | undefined {
    const isEmpty = this.empty && !this.isAboveEmpty;
    if (!isEmpty && !(this.deepest <= 1)) return undefined;
    if (this.urgentAtMs === undefined || this.reminders >= 3) return undefined;
    if (nowMs - this.urgentAtMs < 24 * HOUR_MS) return undefined;
    this.urgentAtMs = nowMs;
    this.reminders += 1;
    return isEmpty ? 'reminder depleted' : `reminder runway ${this.deepest}`;
  }
}

/** What is reminded of: emptiness and the last day. */
function isUrgent(said: string): boolean {
  return said !== 'burn-spike' && severity(said) === 2;
}

/** 0 information, 1 warning, 2 critical. */
function severity(said: string, seen?: Seen): number {
  const [kind = '', level = '99'] = said.split(' ');
  if (kind === 'depleted') return 2;
  // A burst is critical on the wallet's last day.
  if (kind === 'burn-spike') return (seen?.runway?.p50 ?? 1) < 1 ? 2 : 1;
  if (['floor', 'debit-ahead', 'bill-failed', 'recharge-at-risk'].includes(kind)) return 1;
  if (kind === 'recovered') return 0;
  if (Number(level) <= 1) return 2;
  return Number(level) <= 3 ? 1 : 0;
}

function worstOf(said: readonly string[], seen: Seen): string | undefined {
  const most = Math.max(...said.map((each) => severity(each, seen)));
  return said.find((each) => severity(each, seen) === most);
}
