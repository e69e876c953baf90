import { randomUUID } from 'node:crypto';
import type { LoadedWallet } from '../adapters/table/wallet-store.ts';
import type { Alert } from '../core/alert/alert.ts';
import { leaseTerm } from '../core/alert/lease.ts';
import { type Dropped, enqueue, lease, type OutboxEntry } from '../core/alert/outbox.ts';
import { ENQUEUE_RULES } from '../core/kinds/enqueue-rules.ts';
import type { WalletState } from '../core/state/wallet-state.ts';
import { type CaughtUp, catchUp } from './catch-up.ts';
import type { Decision, Outcome, RoutedAlert } from './decide.ts';
import type { Observed } from './observe.ts';
import type { Run } from './runtime.ts';

const MAX_TRIES = 5;

/** A decision as it was saved. */
export interface Committed extends Outcome {
  readonly version: number;
  readonly alerts: readonly Alert[];
  /** Ids of the entries that this run, and no other, is to deliver now. */
  readonly leased: readonly string[];
  /** Entries that left the outbox unsent: superseded, or crowded out. */
  readonly dropped: readonly Dropped[];
}

/** Thrown when another poll of the same wallet won five times in a row. */
export class ContentionError extends Error {
  override readonly name = 'ContentionError';
}

/**
 * Decides on what a run observed and records it: first the state, under a version check, then its reading, which the
 * state holds as well until the next poll has found it in the history. So the history has the readings that were
 * decided on and no others, each counted from the one before. When somebody else wrote meanwhile, everything is read
 * and decided again; a reading that is then older than the last one is not recorded.
 */
export async function commit(
  observed: Observed,
  firstLoaded: LoadedWallet,
  decide: (observed: Observed, before: CaughtUp, run: Run) => Decision,
  run: Run,
): Promise<Committed> {
  const { wallet, store, clock, recentMs } = run;
  const writer = randomUUID();
  let loaded = firstLoaded;
  let mine: Committed | undefined;
  for (let tries = 1; tries <= MAX_TRIES; tries++) {
    // Our own write went through, and only its answer was lost.
    if (mine !== undefined && loaded.writer === writer) return recordReading(mine, run);
    const now = withServerDate(observed, clock());
    const before = await catchUp(now, loaded, run);
    const decision = decide(now, before, run);
    const answer = 'dailyAnswer' in now ? now.dailyAnswer : undefined;
    for (const day of before.state?.closedDays ?? []) {
      await store.putDay(wallet.id, answer?.date === day.date ? { ...day, ...answer } : day);
    }
    const state = withoutWrittenDays(decision.state, before.state);
    const { outbox, leased, dropped } = enqueueAlerts(state, decision.alerts, run);
    const { version } = loaded;
    mine = {
      ...decision,
      alerts: decision.alerts.map(({ alert }) => alert),
      state: { ...state, outbox },
      version: version + 1,
      leased,
      dropped,
    };
    if (await store.saveState(wallet.id, mine.state, version, writer)) {
      return recordReading(mine, run);
    }
    loaded = await store.load(wallet.id, now.atMs - recentMs);
  }
  throw new ContentionError(`${wallet.id}: ${MAX_TRIES} polls in a row were overtaken by others`);
}

/**
 * A run that was frozen after it read wakes up behind readings that others took meanwhile: these do not lie in the
 * future, since its own clock has reached them by now.
 */
function withServerDate(observed: Observed, nowMs: number): Observed {
  if (!('reading' in observed)) return observed;
  return { ...observed, serverDateMs: Math.max(nowMs, observed.serverDateMs ?? nowMs) };
}

/** Closed days that were in the state before this run are in the history now. */
function withoutWrittenDays(after: WalletState, before: WalletState | undefined): WalletState {
  const written = before?.closedDays.length ?? 0;
  return written === 0 ? after : { ...after, closedDays: after.closedDays.slice(written) };
}

/** Puts alerts into the outbox, together with what an earlier run left there, and leases what is due. */
function enqueueAlerts(
  { outbox, watch: { troubles } }: WalletState,
  alerts: readonly RoutedAlert[],
  { channels, leaseMs, clock, sharedClock }: Run,
): { outbox: OutboxEntry[]; leased: string[]; dropped: Dropped[] } {
  // A reading may be older than this run, and a lease begins now.
  const nowMs = clock();
  const term = leaseTerm(sharedClock(), leaseMs);
  const destinations = channels.map(({ name, minSeverity, isForIncidents }) => {
    const isFailing = troubles[name] !== undefined;
    return { name, minSeverity, isForIncidents, isFailing, isEnded: troubles[name]?.isEnded };
  });
  const taken = lease(outbox, nowMs, term, troubles);
  let next = taken.outbox;
  const leased = [...taken.leased];
  const dropped: Dropped[] = [];
  for (const { alert, holdUntilMs } of alerts) {
    const added = enqueue(
      next,
      alert,
      destinations,
      ENQUEUE_RULES,
      nowMs,
      term.untilMs,
      holdUntilMs,
    );
    next = added.outbox;
    dropped.push(...added.dropped);
    const entry = next.find((one) => one.alert === alert);
    if (entry !== undefined && entry.holdUntilMs === undefined) leased.push(entry.id);
  }
  return { outbox: next, leased, dropped };
}

/** Records the reading that was decided on, if it was newer than the last one. */
async function recordReading(committed: Committed, { wallet, store }: Run): Promise<Committed> {
  const { state, forecast, isNew } = committed;
  if (isNew && state.series !== undefined && forecast !== undefined) {
    const { lastReading, sums } = state.series;
    await store.putReading(wallet.id, lastReading, sums, forecast);
  }
  return committed;
}
