import type { LoadedWallet } from '../adapters/table/wallet-store.ts';
import { leaseTerm } from '../core/alert/lease.ts';
import { isSettled, lease, type OutboxEntry, pendingChannels } from '../core/alert/outbox.ts';
import type { SelfCheckInput } from '../core/decide/self-checks.ts';
import type { Committed } from './commit.ts';
import { type Delivered, deliverOutbox } from './deliver-outbox.ts';
import { bestEffort } from './log.ts';
import type { Run } from './runtime.ts';

/** Records what left the outbox unsent, and delivers what this run has leased. */
export async function deliver(committed: Committed, run: Run): Promise<Delivered> {
  const { state, version, leased, dropped } = committed;
  for (const { entry, reason } of dropped) {
    await recordUnsent(run.wallet.id, entry, 'dropped', reason, run);
  }
  return deliverOutbox(state, version, leased, run);
}

/** An entry that left the outbox: no channel gets it any more. */
export async function recordUnsent(
  wallet: string,
  entry: OutboxEntry,
  outcome: 'dropped' | 'batched',
  reason: string,
  { store, clock }: Pick<Run, 'store' | 'clock'>,
): Promise<void> {
  const atMs = clock();
  const attempts = pendingChannels(entry).map((channel) => ({ channel, atMs, outcome, reason }));
  await store.recordAttempts(wallet, entry, attempts);
}

/** Alerts come first, and none of this may fail a poll: a digest that is not delivered is the next poll's. */
export async function finishDigest(
  { digest }: SelfCheckInput,
  { digest: keeper, clock, deadlineMs, log }: Run,
): Promise<void> {
  if (digest === undefined || digest.isDone || clock() >= deadlineMs) return;
  await bestEffort(log, 'the digest is not delivered', { digest: digest.id }, async () =>
    keeper?.finish(digest.id, deadlineMs),
  );
}

/**
 * Nothing is decided, but what was decided before is still delivered.
 * @returns whether a channel has still to take something
 */
export async function deliverLeftovers(
  { state, version }: LoadedWallet,
  run: Run,
): Promise<boolean> {
  const { wallet, store, clock, sharedClock, leaseMs } = run;
  if (state === undefined) return false;
  const term = leaseTerm(sharedClock(), leaseMs);
  const { outbox, leased } = lease(state.outbox, clock(), term, state.watch.troubles);
  if (leased.length === 0) return outbox.some(({ holdUntilMs }) => holdUntilMs === undefined);
  const next = { ...state, outbox };
  if (!(await store.saveState(wallet.id, next, version))) return true;
  const { entries } = await deliverOutbox(next, version + 1, leased, run);
  return entries.some((entry) => !isSettled(entry));
}
