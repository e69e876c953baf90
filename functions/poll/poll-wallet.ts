import type { BalanceAnswer, SmartlyqClient } from '../adapters/smartlyq-client.ts';
import { SmartlyqError } from '../adapters/smartlyq-error.ts';
import type { LoadedWallet, WalletStore } from '../adapters/wallet-store.ts';
import { isSettled, lease, type OutboxEntry } from '../core/outbox.ts';
import type { Policy } from '../core/policy.ts';
import type { Reading } from '../core/reading.ts';
import type { StepResult } from '../core/step.ts';
import type { Channel, Log } from './channel.ts';
import { type CommitDeps, commitReading } from './commit-reading.ts';
import { type PublishDeps, publishOutbox, UndeliveredError } from './publish-outbox.ts';

export interface PollDeps {
  readonly wallet: { readonly id: string; readonly name: string };
  readonly store: WalletStore;
  readonly vendor: Pick<SmartlyqClient, 'readBalance'>;
  readonly channels: readonly Channel[];
  readonly policy: Policy;
  readonly pollMinutes: number;
  /** A poll is stopped after this long, milliseconds. */
  readonly timeoutMs: number;
  readonly clock: () => number;
  readonly log: Log;
}

/** Nobody else publishes what a poll decided before that poll is surely over. */
const LEASE_MARGIN_MS = 5_000;
/** The last sending begins early enough to end, and to be recorded, within the poll's time. */
const SENDING_MARGIN_MS = 10_000;

export interface PollReport extends StepResult {
  readonly reading: Reading;
  /** What was sent in this poll, and how it ended. */
  readonly published: readonly OutboxEntry[];
}

/** The dependencies and what is derived of them once. */
type Run = PollDeps & CommitDeps & PublishDeps & { readonly deadlineMs: number };

/**
 * One poll: load, read the vendor, record, decide, publish.
 * @returns undefined when no key is stored yet: a fresh deployment waits for its setup, it does not fail
 * @throws SmartlyqError when there is no reading; older alerts have been tried all the same
 * @throws UndeliveredError when a channel failed and is to be tried again
 */
export async function pollWallet(deps: PollDeps): Promise<PollReport | undefined> {
  const { wallet, store, vendor, clock, log, pollMinutes } = deps;
  const recentMs = Math.max(60, 2 * pollMinutes + 15) * 60_000;
  const startedMs = clock();
  const run: Run = {
    ...deps,
    timeZone: deps.policy.timeZone,
    recentMs,
    leaseMs: deps.timeoutMs + LEASE_MARGIN_MS,
    deadlineMs: startedMs + deps.timeoutMs - SENDING_MARGIN_MS,
  };
  const loaded = await store.load(wallet.id, startedMs - recentMs);

  let answer: BalanceAnswer;
  try {
    answer = await vendor.readBalance();
  } catch (error) {
    await publishLeftovers(loaded, run);
    if (!(error instanceof SmartlyqError && error.kind === 'key-missing')) throw error;
    log.warn(error.message, { wallet: wallet.id });
    return undefined;
  }
  for (const ignored of answer.ignored) log.warn('ignored', { wallet: wallet.id, ignored });

  const committed = await commitReading(wallet.id, answer.reading, loaded, run);
  const { state, forecast, verdicts } = committed;
  log.info('polled', {
    wallet: wallet.id,
    balance: answer.reading.balance.decimal,
    currency: answer.reading.balance.currency,
    state: forecast.state,
    runwayDays: forecast.runwayDays,
    verdicts,
  });
  for (const entry of committed.dropped) {
    const attempt = { channel: 'outbox', atMs: clock(), outcome: 'dropped' as const };
    const reason = 'superseded by a later alert before it could be sent';
    await store.recordAttempt(wallet.id, entry, { ...attempt, reason });
  }

  const published = await publishOutbox(
    state,
    committed.version,
    committed.leased,
    run.deadlineMs,
    run,
  );
  const { leased: _, dropped: __, version: ___, ...result } = committed;
  const report = { ...result, reading: answer.reading, published };
  complainOfUndelivered(published);
  return report;
}

/** Without a reading nothing is decided, but what was decided before still goes out. */
async function publishLeftovers({ state, version }: LoadedWallet, run: Run): Promise<void> {
  const { wallet, store, clock, leaseMs, deadlineMs } = run;
  if (state === undefined) return;
  const { outbox, leased } = lease(state.outbox, clock(), leaseMs);
  if (leased.length === 0) return;
  const next = { ...state, outbox };
  if (!(await store.saveState(wallet.id, next, version))) return;
  await publishOutbox(next, version + 1, leased, deadlineMs, run);
}

function complainOfUndelivered(published: readonly OutboxEntry[]): void {
  const waiting = published.filter((entry) => !isSettled(entry)).map(({ id }) => id);
  if (waiting.length === 0) return;
  throw new UndeliveredError(`not delivered yet, will be tried again: ${waiting.join(', ')}`);
}
