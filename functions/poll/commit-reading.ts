import type { LoadedWallet, WalletStore } from '../adapters/wallet-store.ts';
import type { Alert } from '../core/alert.ts';
import { enqueue, lease, type OutboxEntry } from '../core/outbox.ts';
import type { Policy } from '../core/policy.ts';
import { holdUntil } from '../core/quiet-hours.ts';
import type { Reading } from '../core/reading.ts';
import { type StepResult, step } from '../core/step.ts';
import type { WalletState } from '../core/wallet-state.ts';
import type { Channel, Log } from './channel.ts';

const DAY_MS = 86_400_000;
/** What the forecaster remembers at most: a lost state is rebuilt from this much. */
const REBUILD_DAYS = 28;
const MAX_TRIES = 5;

export interface CommitDeps {
  readonly store: WalletStore;
  readonly channels: readonly Channel[];
  readonly policy: Policy;
  /** How long whoever commits may publish what it committed. */
  readonly leaseMs: number;
  /** How far back a query looks for readings that a crashed run recorded. */
  readonly recentMs: number;
  readonly log: Log;
}

export interface Committed extends StepResult {
  readonly version: number;
  /** Ids of the entries that this run, and no other, is to publish now. */
  readonly leased: readonly string[];
  /** Entries that left the outbox unsent: superseded, or crowded out. */
  readonly dropped: readonly OutboxEntry[];
}

/** Thrown when another poll of the same wallet won five times in a row. */
export class ContentionError extends Error {
  override readonly name = 'ContentionError';
}

/**
 * Records a reading and decides on it: reading first, then the state under a version check.
 * When somebody else wrote meanwhile, everything is read and decided again.
 */
export async function commitReading(
  wallet: string,
  reading: Reading,
  firstLoaded: LoadedWallet,
  deps: CommitDeps,
): Promise<Committed> {
  let loaded = firstLoaded;
  for (let tries = 1; tries <= MAX_TRIES; tries++) {
    const folded = await catchUp(wallet, reading, loaded, deps);
    const result = step(folded.state, reading, deps.policy, reading.atMs);
    await deps.store.putReading(wallet, reading, result.interval, result.forecast);
    for (const day of folded.state?.closedDays ?? []) await deps.store.putDay(wallet, day);

    const state = withoutWritten(result.state, folded.state);
    const posted = post(state.outbox, [...folded.alerts, ...result.alerts], reading.atMs, deps);
    const next = { ...state, outbox: posted.outbox };
    if (await deps.store.saveState(wallet, next, loaded.version)) {
      const { leased, dropped } = posted;
      return { ...result, state: next, version: loaded.version + 1, leased, dropped };
    }
    loaded = await deps.store.load(wallet, reading.atMs - deps.recentMs);
  }
  throw new ContentionError(`${wallet}: ${MAX_TRIES} polls in a row were overtaken by others`);
}

/** The state as it would be had no run crashed: readings that it never saw are decided on first. */
async function catchUp(
  wallet: string,
  reading: Reading,
  loaded: LoadedWallet,
  deps: CommitDeps,
): Promise<{ state: WalletState | undefined; alerts: Alert[] }> {
  let state = loaded.state;
  if (state === undefined) state = await rebuild(wallet, reading, loaded.version, deps);
  const alerts: Alert[] = [];
  for (const { reading: recorded } of loaded.recent) {
    const isSeen = state !== undefined && recorded.atMs <= state.lastReading.atMs;
    if (isSeen || recorded.atMs >= reading.atMs) continue;
    const result = step(state, recorded, deps.policy, recorded.atMs);
    state = result.state;
    alerts.push(...result.alerts);
  }
  return { state, alerts };
}

/** From readings alone; what it would have told counts as told, because it was. */
async function rebuild(
  wallet: string,
  reading: Reading,
  version: number,
  { store, policy, log }: CommitDeps,
): Promise<WalletState | undefined> {
  if (version === 0) return undefined;
  let state: WalletState | undefined;
  const fromMs = reading.atMs - REBUILD_DAYS * DAY_MS;
  for await (const { reading: past } of store.readings(wallet, fromMs, reading.atMs)) {
    state = step(state, past, policy, past.atMs).state;
  }
  log.warn('state rebuilt from readings', { wallet });
  return state === undefined ? undefined : { ...state, closedDays: [] };
}

/** Closed days that were in the state before this poll are in the history now. */
function withoutWritten(after: WalletState, before: WalletState | undefined): WalletState {
  const written = before?.closedDays.length ?? 0;
  return written === 0 ? after : { ...after, closedDays: after.closedDays.slice(written) };
}

function post(
  outbox: readonly OutboxEntry[],
  alerts: readonly Alert[],
  nowMs: number,
  { channels, policy, leaseMs }: CommitDeps,
): { outbox: OutboxEntry[]; leased: string[]; dropped: OutboxEntry[] } {
  const taken = lease(outbox, nowMs, leaseMs);
  let next = taken.outbox;
  const leased = [...taken.leased];
  const dropped: OutboxEntry[] = [];
  for (const alert of alerts) {
    const added = enqueue(next, alert, channels, nowMs, leaseMs, holdUntil(alert, policy, nowMs));
    next = added.outbox;
    dropped.push(...added.dropped);
    const entry = next.find((one) => one.alert === alert);
    if (entry !== undefined && entry.holdUntilMs === undefined) leased.push(entry.id);
  }
  return { outbox: next, leased, dropped };
}
