import { randomUUID } from 'node:crypto';
import type { LoadedWallet, WalletStore } from '../adapters/wallet-store.ts';
import type { Alert, AlertFacts } from '../core/alert.ts';
import type { BillLook } from '../core/bill.ts';
import type { DayLook } from '../core/day-look.ts';
import type { Fault } from '../core/fault.ts';
import type { Forecast } from '../core/forecast.ts';
import { lookAround, type Surroundings } from '../core/look-around.ts';
import { makeAlert } from '../core/make-alert.ts';
import type { Dropped } from '../core/outbox.ts';
import type { Policy } from '../core/policy.ts';
import type { Reading } from '../core/reading.ts';
import type { RechargeLook } from '../core/recharge.ts';
import type { Routing } from '../core/route.ts';
import type { Verdict } from '../core/rules/verdict.ts';
import type { Interval } from '../core/spend.ts';
import { standingOf } from '../core/standing.ts';
import { step } from '../core/step.ts';
import { stepWithoutReading } from '../core/step-without-reading.ts';
import type { VendorEvent } from '../core/vendor-event.ts';
import { newState, type WalletState } from '../core/wallet-state.ts';
import { catchUp } from './catch-up.ts';
import type { Channel, Log } from './channel.ts';
import { post, route } from './post-alerts.ts';

const MAX_TRIES = 5;

/** What a poll has to decide on. */
export type Observation =
  | {
      readonly atMs: number;
      readonly reading: Reading;
      readonly serverDateMs?: number;
      readonly billLook?: BillLook;
      readonly rechargeLook?: RechargeLook;
      /** Stands on the row of its day, and not in the state. */
      readonly dayLook?: DayLook;
      readonly event?: VendorEvent;
    }
  | { readonly atMs: number; readonly fault: Fault }
  /** Something that was decided elsewhere. */
  | { readonly atMs: number; readonly tell: Tell };

/** A test that somebody asked for, or alerts of sub-wallets as one message. */
export interface Tell {
  readonly kind: 'test' | 'sub-wallets';
  readonly reason: string;
  /** @default how the wallet stands */
  readonly facts?: AlertFacts;
}

export interface CommitDeps {
  readonly store: WalletStore;
  readonly channels: readonly Channel[];
  readonly policy: Policy;
  /** @default quiet hours hold what can wait */
  readonly routing?: Routing;
  /** How long whoever commits may publish what it committed. */
  readonly leaseMs: number;
  /** How far back a query looks for readings that a crashed run recorded. */
  readonly recentMs: number;
  readonly clock: () => number;
  readonly log: Log;
}

export interface Committed {
  readonly state: WalletState;
  readonly version: number;
  readonly alerts: readonly Alert[];
  readonly verdicts: Readonly<Record<string, Verdict>>;
  /** Only of a reading. */
  readonly forecast?: Forecast;
  readonly interval?: Interval;
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
 * Records what a poll observed and decides on it: reading first, then the state under a version check.
 * When somebody else wrote meanwhile, everything is read and decided again.
 */
export async function commitPoll(
  wallet: string,
  observed: Observation,
  seen: Surroundings,
  firstLoaded: LoadedWallet,
  deps: CommitDeps,
): Promise<Committed> {
  const { store, policy } = deps;
  const writer = randomUUID();
  let loaded = firstLoaded;
  let mine: Committed | undefined;
  for (let tries = 1; tries <= MAX_TRIES; tries++) {
    // Our own write went through, and only its answer was lost.
    if (mine !== undefined && loaded.writer === writer) return mine;
    const folded = await catchUp(wallet, observed.atMs, loaded, seen.silence, deps);
    const decided = decide(folded.state, observed, seen, policy);
    const isNew = folded.state?.series?.lastReading.atMs !== observed.atMs;
    if (isNew && 'reading' in observed && decided.forecast !== undefined) {
      const { interval, forecast } = decided;
      await store.putReading(wallet, observed.reading, interval, forecast);
    }
    const look = 'dayLook' in observed ? observed.dayLook : undefined;
    for (const day of folded.state?.closedDays ?? []) {
      await store.putDay(wallet, look?.date === day.date ? { ...day, ...look } : day);
    }

    // Who only brings a message has not looked at anything.
    const around =
      'tell' in observed
        ? { state: decided.state, alerts: [] }
        : lookAround(decided.state, seen, policy, observed.atMs);
    const context = { isFirstSight: isFirstSight(loaded, folded.state) };
    const all = [...folded.alerts, ...decided.alerts, ...around.alerts];
    const { routed, state } = route(all, context, around.state, observed.atMs, deps);
    const alerts = routed.map(({ alert }) => alert);
    const rest = withoutWritten(state, folded.state);
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
    if (await store.saveState(wallet, mine.state, version, writer)) return mine;
    loaded = await store.load(wallet, observed.atMs - deps.recentMs);
  }
  throw new ContentionError(`${wallet}: ${MAX_TRIES} polls in a row were overtaken by others`);
}

function decide(
  state: WalletState | undefined,
  observed: Observation,
  { silence }: Surroundings,
  policy: Policy,
): Pick<Committed, 'state' | 'alerts' | 'verdicts' | 'forecast' | 'interval'> {
  const { atMs } = observed;
  if ('reading' in observed) {
    const { reading, serverDateMs, billLook, rechargeLook, event } = observed;
    const context = {
      silence,
      ...(serverDateMs !== undefined && { serverDateMs }),
      ...(billLook && { billLook }),
      ...(rechargeLook && { rechargeLook }),
      ...(event && { event }),
    };
    return step(state, reading, policy, atMs, context);
  }
  if ('fault' in observed) {
    return stepWithoutReading(state, observed.fault, policy, atMs, { silence });
  }
  const present = state ?? newState(atMs);
  const { kind, reason, facts = standingOf(present, policy, atMs) } = observed.tell;
  return { state: present, alerts: [makeAlert(kind, reason, facts, atMs)], verdicts: {} };
}

/** A reading that a crashed run recorded and nobody ever decided on makes no second sight of this one. */
function isFirstSight({ state, version }: LoadedWallet, folded: WalletState | undefined): boolean {
  return version === 0 || (state ?? folded)?.series === undefined;
}

/** Closed days that were in the state before this poll are in the history now. */
function withoutWritten(after: WalletState, before: WalletState | undefined): WalletState {
  const written = before?.closedDays.length ?? 0;
  return written === 0 ? after : { ...after, closedDays: after.closedDays.slice(written) };
}
