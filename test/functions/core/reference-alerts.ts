import { HOUR_MS, START_MS } from '../../support/falling-wallet.ts';

/** What a poll saw, as far as the rules care. */
export interface Seen {
  readonly nowMs: number;
  readonly balance: number;
  readonly isLearning: boolean;
  /** undefined: nothing is being spent. */
  readonly runway: { readonly p10: number; readonly p50: number; readonly p90: number } | undefined;
  readonly isTopUp: boolean;
  readonly levels: readonly number[];
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
  told = new Set<number>();
  since = new Map<number, number>();
  floor = false;
  empty = false;
  isAboveEmpty = false;
  urgentAtMs: number | undefined;
  reminders = 0;
  private blindSince: number | undefined;
  private blindPolls = 0;
  private blindTold: 'no-data' | 'key-rejected' | undefined;
  private lastReadMs: number | undefined;

  private get stands(): boolean {
    return this.told.size > 0 || this.floor || this.empty;
  }

  private get deepest(): number {
    return Math.min(...this.told);
  }

  poll(seen: Seen): string | undefined {
    const stood = this.stands;
    const wasBlind = this.blindTold !== undefined;
    this.blindSince = undefined;
    this.blindPolls = 0;
    this.blindTold = undefined;
    this.lastReadMs = seen.nowMs;
    const isEmpty = seen.balance <= EMPTY_AT;
    const said: string[] = [];
    if (seen.isTopUp) {
      this.since.clear();
      if (stood) said.push(this.topUp(seen, isEmpty));
    }
    if (isEmpty && !this.empty) {
      this.empty = true;
      said.push('depleted');
    } else if (seen.balance >= EMPTY_AT + CHEAPEST_CALL) {
      this.empty = false;
    }
    this.isAboveEmpty = this.empty && !isEmpty;
    if (!isEmpty && !this.isAboveEmpty) said.push(...this.levels(seen));
    if (seen.balance > 1.5 * FLOOR) this.floor = false;
    else if (seen.balance <= FLOOR && !this.floor) {
      this.floor = true;
      said.push('floor');
    }
    if (stood && !this.stands && !seen.isTopUp) said.push('recovered');
    if (wasBlind) said.push('recovered');
    if (said.length === 0) return this.remind(seen.nowMs);
    const worst = said[0]?.startsWith('topped-up') ? said[0] : worstOf(said);
    if (!this.stands) this.urgentAtMs = undefined;
    else if (severity(worst ?? '') === 2) {
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
    if (due === undefined || this.blindTold === due || this.blindTold === 'key-rejected') {
      return undefined;
    }
    this.blindTold = due;
    return due;
  }

  private topUp({ runway, levels, balance }: Seen, isEmpty: boolean): string {
    if (!isEmpty) {
      this.told = new Set(levels.filter((level) => runway !== undefined && runway.p50 <= level));
    }
    this.floor = balance <= FLOOR;
    this.empty &&= isEmpty;
    return this.told.size > 0 ? `topped-up ${this.deepest}` : 'topped-up';
  }

  private levels({ runway, levels, nowMs, isLearning }: Seen): string[] {
    if (runway === undefined) {
      this.told.clear();
      this.since.clear();
      return [];
    }
    for (const level of this.told) {
      const isOver = !isLearning && runway.p50 > (level <= 1 ? 2 : 1.5) * level;
      if (isOver || !levels.includes(level)) this.told.delete(level);
    }
    // Whoever has heard of three days needs not hear of seven.
    for (const level of levels) if (level >= this.deepest) this.told.add(level);
    for (const level of levels) {
      const isUnder = runway.p50 <= level && !this.told.has(level);
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
      this.told.add(level);
      this.since.delete(level);
    }
    return [`runway ${deepest}`];
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

/** 0 information, 1 warning, 2 critical. */
function severity(said: string): number {
  const [kind = '', level = '99'] = said.split(' ');
  if (kind === 'depleted') return 2;
  if (kind === 'floor') return 1;
  if (kind === 'recovered') return 0;
  if (Number(level) <= 1) return 2;
  return Number(level) <= 3 ? 1 : 0;
}

function worstOf(said: readonly string[]): string | undefined {
  const most = Math.max(...said.map(severity));
  return said.find((each) => severity(each) === most);
}
