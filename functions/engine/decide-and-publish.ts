import type { LoadedWallet } from '../adapters/table/wallet-store.ts';
import { leaseTerm } from '../core/alert/lease.ts';
import { isSettled, lease, type OutboxEntry, pendingChannels } from '../core/alert/outbox.ts';
import type { SelfCheckInput } from '../core/decide/self-checks.ts';
import { type Committed, commitPoll } from './commit-poll.ts';
import type { Observation } from './observation.ts';
import { publishOutbox } from './publish-outbox.ts';
import type { Run } from './run.ts';
import { loadSelfCheckInput } from './self-check-input.ts';

/**
 * Commits what was observed, and sends what is due.
 * @param around what this poll saw besides. @default it looks
 */
export async function decideAndPublish(
  observed: Observation,
  loaded: LoadedWallet,
  run: Run,
  around?: SelfCheckInput,
): Promise<{ committed: Committed; published: OutboxEntry[] }> {
  const { wallet, store, clock, deadlineMs } = run;
  const seen = around ?? (await loadSelfCheckInput(loaded, observed.atMs, run));
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
export async function finishDigest({ digest }: SelfCheckInput, run: Run): Promise<void> {
  if (digest === undefined || digest.isDone || run.clock() >= run.deadlineMs) return;
  try {
    await run.digest?.finish(digest.id, run.deadlineMs);
  } catch (error) {
    run.log.warn('the digest is not delivered', { digest: digest.id, error: String(error) });
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
  const { wallet, store, clock, sharedClock, leaseMs, deadlineMs } = run;
  if (state === undefined) return false;
  const term = leaseTerm(sharedClock(), leaseMs);
  const { outbox, leased } = lease(state.outbox, clock(), term, state.watch.troubles);
  if (leased.length === 0) return outbox.some(({ holdUntilMs }) => holdUntilMs === undefined);
  const next = { ...state, outbox };
  if (!(await store.saveState(wallet.id, next, version))) return true;
  const { entries } = await publishOutbox(next, version + 1, leased, deadlineMs, run);
  return entries.some((entry) => !isSettled(entry));
}
