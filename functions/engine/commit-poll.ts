import { randomUUID } from 'node:crypto';
import type { LoadedWallet } from '../adapters/table/wallet-store.ts';
import type { Alert } from '../core/alert/alert.ts';
import type { Dropped } from '../core/alert/outbox.ts';
import { makeAlert } from '../core/decide/make-alert.ts';
import type { Verdict } from '../core/decide/rules/rule.ts';
import { runSelfChecks, type SelfCheckInput } from '../core/decide/self-checks.ts';
import { step } from '../core/decide/step.ts';
import { stepWithoutReading } from '../core/decide/step-without-reading.ts';
import type { Forecast } from '../core/forecast/forecast.ts';
import type { Interval } from '../core/ledger/spend.ts';
import type { Policy } from '../core/state/policy.ts';
import { snapshotOf } from '../core/state/snapshot.ts';
import { newState, type WalletState } from '../core/state/wallet-state.ts';
import { type CaughtUp, catchUp } from './catch-up.ts';
import type { CommitDeps } from './commit-deps.ts';
import { post, route } from './enqueue-alerts.ts';
import type { Observation } from './observation.ts';

const MAX_TRIES = 5;

export interface Committed {
  readonly state: WalletState;
  readonly version: number;
  readonly alerts: readonly Alert[];
  readonly verdicts: Readonly<Record<string, Verdict>>;
  /** Only of a reading. */
  readonly forecast?: Forecast;
  readonly interval?: Interval;
  /** There was a reading, and it was newer than the last one. */
  readonly isNew?: boolean;
  /** Ids of the entries that this run, and no other, is to publish now. */
  readonly leased: readonly string[];
  /** Entries that left the outbox unsent: superseded, or crowded out. */
  readonly dropped: readonly Dropped[];
}

/** Thrown when another poll of the same wallet won five times in a row. */
export class ContentionError extends Error {
  override readonly name = 'ContentionError';
}

/**
 * Decides on what a poll observed and records it: first the state, under a version check, then its reading, which the
 * state holds as well until the next poll has found it in the history. So the history has the readings that were
 * decided on and no others, each counted from the one before. When somebody else wrote meanwhile, everything is read
 * and decided again; a reading that is then older than the last one is not recorded.
 */
export async function commitPoll(
  wallet: string,
  observation: Observation,
  seen: SelfCheckInput,
  firstLoaded: LoadedWallet,
  deps: CommitDeps,
): Promise<Committed> {
  const { store, policy, clock } = deps;
  const writer = randomUUID();
  let loaded = firstLoaded;
  let mine: Committed | undefined;
  for (let tries = 1; tries <= MAX_TRIES; tries++) {
    // Our own write went through, and only its answer was lost.
    if (mine !== undefined && loaded.writer === writer) return recorded(wallet, mine, store);
    const observed = seenAt(observation, clock());
    const before = await catchUp(wallet, observed, loaded, deps);
    const decided = decide(before, observed, seen, policy);
    const look = 'dailyAnswer' in observed ? observed.dailyAnswer : undefined;
    for (const day of before.state?.closedDays ?? []) {
      await store.putDay(wallet, look?.date === day.date ? { ...day, ...look } : day);
    }

    // Who only brings a message has not looked at anything.
    const around =
      'tell' in observed
        ? { state: decided.state, alerts: [] }
        : runSelfChecks(decided.state, seen, policy, observed.atMs);
    const context = { isFirstSight: before.state?.series === undefined };
    const all = [...decided.alerts, ...around.alerts];
    const { routed, state } = route(all, context, around.state, observed.atMs, deps);
    const alerts = routed.map(({ alert }) => alert);
    const rest = withoutWritten(state, before.state);
    const { outbox, leased, dropped } = post(rest, routed, deps);
    const { version } = loaded;
    mine = {
      ...decided,
      alerts,
      state: { ...rest, outbox },
      version: version + 1,
      leased,
      dropped,
    };
    if (await store.saveState(wallet, mine.state, version, writer)) {
      return recorded(wallet, mine, store);
    }
    loaded = await store.load(wallet, observed.atMs - deps.recentMs);
  }
  throw new ContentionError(`${wallet}: ${MAX_TRIES} polls in a row were overtaken by others`);
}

/**
 * A run that was frozen after it read wakes up behind readings that others took meanwhile: these do not lie in the
 * future, since its own clock has reached them by now.
 */
function seenAt(observed: Observation, nowMs: number): Observation {
  if (!('reading' in observed)) return observed;
  return { ...observed, serverDateMs: Math.max(nowMs, observed.serverDateMs ?? nowMs) };
}

/** Records the reading that was decided on, if it was newer than the last one. */
async function recorded(
  wallet: string,
  committed: Committed,
  store: CommitDeps['store'],
): Promise<Committed> {
  const { state, forecast, isNew } = committed;
  if (isNew && state.series !== undefined && forecast !== undefined) {
    const { lastReading, sums } = state.series;
    await store.putReading(wallet, lastReading, sums, forecast);
  }
  return committed;
}

function decide(
  { state, aheadMs }: CaughtUp,
  observed: Observation,
  { mutes }: SelfCheckInput,
  policy: Policy,
): Pick<Committed, 'state' | 'alerts' | 'verdicts' | 'forecast' | 'interval' | 'isNew'> {
  const { atMs } = observed;
  if ('reading' in observed) {
    const { reading, serverDateMs, chargesAnswer, rechargeAnswer, event } = observed;
    const context = {
      mutes,
      serverDateMs,
      aheadMs,
      chargesAnswer,
      rechargeAnswer,
      event,
    };
    const result = step(state, reading, policy, atMs, context);
    const isNew = result.state.series?.lastReading !== state?.series?.lastReading;
    return { ...result, isNew };
  }
  if ('fault' in observed) {
    return stepWithoutReading(state, observed.fault, policy, atMs, { mutes });
  }
  const present = state ?? newState(atMs);
  const { kind, reason, facts = snapshotOf(present, policy, atMs) } = observed.tell;
  return { state: present, alerts: [makeAlert(kind, reason, facts, atMs)], verdicts: {} };
}

/** Closed days that were in the state before this poll are in the history now. */
function withoutWritten(after: WalletState, before: WalletState | undefined): WalletState {
  const written = before?.closedDays.length ?? 0;
  return written === 0 ? after : { ...after, closedDays: after.closedDays.slice(written) };
}
