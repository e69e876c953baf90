import { SmartlyqError } from '../adapters/smartlyq-error.ts';
import type { WalletMetrics } from '../adapters/wallet-metrics.ts';
import type { WalletReads } from '../adapters/wallet-reads.ts';
import type { LoadedWallet } from '../adapters/wallet-store.ts';
import type { Alert } from '../core/alert.ts';
import { alarmingChannels } from '../core/channel-health.ts';
import type { Forecast } from '../core/forecast.ts';
import type { Surroundings } from '../core/look-around.ts';
import {
  isSettled,
  isUnheard,
  LEASE_MARGIN_MS,
  lease,
  type OutboxEntry,
  pendingChannels,
} from '../core/outbox.ts';
import type { Policy } from '../core/policy.ts';
import type { Reading } from '../core/reading.ts';
import { takenAtMs } from '../core/rules/clock.ts';
import type { VendorEvent } from '../core/vendor-event.ts';
import type { WalletState } from '../core/wallet-state.ts';
import { type BillLookDeps, billLookOf } from './bill-look.ts';
import type { Log } from './channel.ts';
import { type CommitDeps, type Committed, commitPoll, type Observation } from './commit-poll.ts';
import { type DayLookDeps, dayLookOf } from './day-look.ts';
import { faultOf } from './fault-of.ts';
import { isCovered } from './is-covered.ts';
import { type PublishDeps, publishOutbox, UndeliveredError } from './publish-outbox.ts';
import { type RechargeLookDeps, rechargeLookOf } from './recharge-look.ts';
import { isFirstToday, sayIgnored } from './say-ignored.ts';
import { type SurroundingsDeps, surroundingsOf } from './surroundings-of.ts';

export interface PollDeps
  extends Omit<SurroundingsDeps, 'missingAfterMs' | 'store' | 'channels'>,
    Pick<CommitDeps, 'store' | 'channels' | 'routing'>,
    Pick<PublishDeps, 'links'> {
  readonly wallet: DayLookDeps['wallet'] & { readonly name: string };
  readonly vendor: Pick<WalletReads, 'readBalance'> &
    BillLookDeps['vendor'] &
    RechargeLookDeps['vendor'] &
    DayLookDeps['vendor'];
  readonly policy: Policy;
  readonly pollMinutes: number;
  /** A poll is stopped after this long, milliseconds. */
  readonly timeoutMs: number;
  /** Told of each good poll; never fails. @default nobody */
  readonly heartbeat?: () => Promise<void>;
  /** Told the figures of each good poll; never fails. @default nobody */
  readonly metrics?: WalletMetrics;
  readonly clock: () => number;
  readonly log: Log;
}

/** The last sending begins early enough to end, and to be recorded, within the poll's time. */
const SENDING_MARGIN_MS = 10_000;
const MINUTE_MS = 60_000;

export interface PollReport extends Omit<Committed, 'leased' | 'dropped' | 'version'> {
  readonly reading: Reading;
  readonly forecast: Forecast;
  readonly alerts: readonly Alert[];
  /** What was sent in this poll, and how it ended. */
  readonly published: readonly OutboxEntry[];
}

/** What deciding and publishing need of a poll's dependencies. */
export type TellDeps = Omit<PollDeps, 'vendor' | 'heartbeat'>;

/** The dependencies and what is derived of them once. */
export type Run = TellDeps &
  SurroundingsDeps &
  CommitDeps &
  PublishDeps & { readonly deadlineMs: number };

export function runOf<Deps extends TellDeps>(deps: Deps): Deps & Run {
  const { pollMinutes, timeoutMs, clock, policy } = deps;
  return {
    ...deps,
    timeZone: policy.timeZone,
    recentMs: Math.max(60, 2 * pollMinutes + 15) * MINUTE_MS,
    missingAfterMs: Math.max(60, 4 * pollMinutes + 15) * MINUTE_MS,
    leaseMs: timeoutMs + LEASE_MARGIN_MS,
    deadlineMs: clock() + timeoutMs - SENDING_MARGIN_MS,
  };
}

/**
 * One poll: load, read the vendor, record, decide, publish. Without a reading the rest is done all the same.
 * @param event what led to it; of the balance, a reading of moments ago answers it
 * @returns undefined when no key is stored yet: a fresh deployment waits for its setup, it does not fail
 * @throws SmartlyqError when there is no reading; what that means has been decided and told
 * @throws UndeliveredError when a channel has just begun to fail, no channel works, or none took an alert
 */
export async function pollWallet(
  deps: PollDeps,
  event?: VendorEvent,
): Promise<PollReport | undefined> {
  const run = runOf(deps);
  const { wallet, store, clock, log } = run;
  const loaded = await store.load(wallet.id, clock() - run.recentMs);
  const isKnown = event !== undefined && isCovered(loaded, event, clock());
  const { observed, error } = isKnown ? {} : await observe(loaded, run, event);
  if (observed === undefined) {
    await publishLeftovers(loaded, run);
    return undefined;
  }
  const { committed, published } = await decideAndPublish(observed, loaded, run);
  if (error !== undefined) {
    if (error.kind === 'key-missing') return undefined;
    throw error;
  }
  const { leased: _, dropped: __, version: ___, forecast, ...result } = committed;
  if (!('reading' in observed) || forecast === undefined) return undefined;
  const { reading } = observed;
  const { decimal, currency } = reading.balance;
  const { state, runwayDays } = forecast;
  const { verdicts } = result;
  log.info('polled', {
    wallet: wallet.id,
    balance: decimal,
    currency,
    state,
    runwayDays,
    verdicts,
  });
  await run.metrics?.(wallet.id, reading, forecast);
  await run.heartbeat?.();
  complainOfUndelivered(published, result.state, run);
  return { ...result, forecast, reading, published };
}

/**
 * Commits what was observed, and sends what is due.
 * @param around what this poll saw besides. @default it looks
 */
export async function decideAndPublish(
  observed: Observation,
  loaded: LoadedWallet,
  run: Run,
  around?: Surroundings,
): Promise<{ committed: Committed; published: OutboxEntry[] }> {
  const { wallet, store, clock, deadlineMs } = run;
  const seen = around ?? (await surroundingsOf(loaded, observed.atMs, run));
  const committed = await commitPoll(wallet.id, observed, seen, loaded, run);
  const { state, version, leased, dropped } = committed;
  for (const { entry, reason } of dropped) {
    const unsent = { atMs: clock(), outcome: 'dropped' as const, reason };
    const attempts = pendingChannels(entry).map((channel) => ({ channel, ...unsent }));
    await store.recordAttempts(wallet.id, entry, attempts);
  }
  const published = await publishOutbox(state, version, leased, deadlineMs, run);
  await finishDigest(seen, run);
  return { committed: { ...committed, state: published.state }, published: published.entries };
}

/** Alerts come first, and none of this may fail a poll: a digest that is not delivered is the next poll's. */
async function finishDigest({ digest }: Surroundings, run: Run): Promise<void> {
  if (digest === undefined || digest.isDone || run.clock() >= run.deadlineMs) return;
  try {
    await run.digest?.finish(digest.id, run.deadlineMs);
  } catch (error) {
    run.log.warn('the digest is not delivered', { digest: digest.id, error: String(error) });
  }
}

/** Reads the vendor; nothing is observed where no key was ever stored. */
async function observe(
  { state }: LoadedWallet,
  deps: PollDeps,
  event: VendorEvent | undefined,
): Promise<{ observed?: Observation; error?: SmartlyqError }> {
  const { vendor, clock, log, wallet } = deps;
  try {
    const { reading, serverDateMs, ignored } = await vendor.readBalance();
    const atMs = takenAtMs(reading, state?.series?.lastReading, serverDateMs);
    sayIgnored(log, ignored, isFirstToday(state, atMs), { wallet: wallet.id });
    const now = { ...reading, atMs };
    const [billLook, rechargeLook, dayLook] = await Promise.all([
      billLookOf(state, now, deps),
      rechargeLookOf(state, now, deps),
      dayLookOf(state, now, deps),
    ]);
    return {
      observed: {
        atMs,
        reading: now,
        ...(serverDateMs !== undefined && { serverDateMs }),
        ...(billLook && { billLook }),
        ...(rechargeLook && { rechargeLook }),
        ...(dayLook && { dayLook }),
        ...(event && { event }),
      },
    };
  } catch (error) {
    if (!(error instanceof SmartlyqError)) throw error;
    if (error.kind === 'key-missing') {
      log.warn(error.message, { wallet: wallet.id });
      if (state?.series === undefined) return { error };
    }
    return { observed: { atMs: clock(), fault: faultOf(error) }, error };
  }
}

/**
 * Nothing is decided, but what was decided before still goes out.
 * @returns whether a channel has still to take something
 */
export async function publishLeftovers(
  { state, version }: LoadedWallet,
  run: Run,
): Promise<boolean> {
  const { wallet, store, clock, leaseMs, deadlineMs } = run;
  if (state === undefined) return false;
  const { outbox, leased } = lease(state.outbox, clock(), leaseMs, state.watch.troubles);
  if (leased.length === 0) return outbox.some(({ holdUntilMs }) => holdUntilMs === undefined);
  const next = { ...state, outbox };
  if (!(await store.saveState(wallet.id, next, version))) return true;
  const { entries } = await publishOutbox(next, version + 1, leased, deadlineMs, run);
  return entries.some((entry) => !isSettled(entry));
}

/**
 * Ends a poll in an error where an operator must know by the alarm: no alert can tell of it, or Lambda's retries may
 * yet deliver. A channel that has been failing for longer is an alert on the others.
 */
function complainOfUndelivered(
  published: readonly OutboxEntry[],
  { watch: { troubles } }: WalletState,
  { channels, clock }: Run,
): void {
  const idsOf = (entries: readonly OutboxEntry[]) => entries.map(({ id }) => id).join(', ');
  const unheard = published.filter(isUnheard);
  if (unheard.length > 0) {
    throw new UndeliveredError(`no channel took these alerts, see the history: ${idsOf(unheard)}`);
  }
  const names = channels.map(({ name }) => name);
  const { areAllFailing, newlyFailing } = alarmingChannels(troubles, names, clock());
  if (areAllFailing) {
    throw new UndeliveredError('no channel takes alerts: mend one, then run test-alert');
  }
  const waiting = published.filter((entry) =>
    pendingChannels(entry).some((name) => newlyFailing.includes(name)),
  );
  if (waiting.length > 0) {
    throw new UndeliveredError(`not delivered yet, will be tried again: ${idsOf(waiting)}`);
  }
}
