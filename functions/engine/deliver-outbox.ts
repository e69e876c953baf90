import { attemptOf, type DeliveryEnd, type SendOutcome } from '../core/alert/delivery.ts';
import { endOf } from '../core/alert/delivery-retry.ts';
import {
  isSettled,
  isUnheard,
  type OutboxEntry,
  release,
  settleChannel,
} from '../core/alert/outbox.ts';
import { type Attempted, afterAttempts } from '../core/state/channel-health.ts';
import type { WalletState } from '../core/state/wallet-state.ts';
import { renderAlert } from '../core/wording/render.ts';
import { type Extras, loadExtras } from './notification-extras.ts';
import type { Run } from './runtime.ts';

const MAX_TRIES = 5;

/** Thrown after everything else was done: an alert is still waiting, so retries and alarms should see it. */
export class UndeliveredError extends Error {
  override readonly name = 'UndeliveredError';
}

export interface Delivered {
  /** What this run had leased, as it left it. */
  readonly entries: OutboxEntry[];
  readonly state: WalletState;
}

/**
 * Sends what this run has leased and records how each channel answered. Channels do not wait for each
 * other; one channel gets its messages in the order in which they were decided. It ends when every channel has: a
 * run that had answered before would be frozen in the midst of sending, and go on when it is thawed.
 * No sending begins after the run's deadline; what is left is the next run's.
 */
export async function deliverOutbox(
  state: WalletState,
  version: number,
  leased: readonly string[],
  run: Run,
): Promise<Delivered> {
  const mine = state.outbox.filter(({ id }) => leased.includes(id));
  if (mine.length === 0) return { entries: [], state };
  const ended = new Map<string, OutboxEntry>();
  const attempts: Attempted[] = [];
  const unrecorded: unknown[] = [];
  for (const entry of mine) ended.set(entry.id, await withRecordedDeliveries(entry, run));

  const extras = await loadExtras(mine, state, run);
  const names = new Set(mine.flatMap(({ channels }) => Object.keys(channels)));
  await Promise.all(
    [...names].map(async (name) => {
      let hasFailed = false;
      for (const { id, alert, leaseUntilMs, holdUntilMs } of mine) {
        const entry = ended.get(id);
        const delivery = entry?.channels[name];
        if (entry === undefined || delivery?.state !== 'sending') continue;
        // One failure shows that the channel still fails; only what is new has its own first attempt.
        if (hasFailed && delivery.hasFailed) continue;
        const isMine = () => run.sharedClock().latestMs < leaseUntilMs;
        const maySend = () => run.clock() < run.deadlineMs && isMine();
        if (!maySend()) return;
        const message = { entry, name, isPossibleRepeat: delivery.mayHaveArrived };
        const outcome = await send(message, extras.get(id), maySend, run);
        const atMs = run.clock();
        hasFailed ||= outcome.state === 'failed';
        const end = endOf(outcome, holdUntilMs ?? alert.atMs, atMs);
        ended.set(id, settleChannel(ended.get(id) ?? entry, name, end));
        // Whoever took over meanwhile knows better how the channel does.
        if (isMine()) attempts.push({ channel: name, outcome, atMs });
        await record(message, withSubscribers(end, name, state), run).catch((error: unknown) => {
          unrecorded.push(error);
        });
      }
    }),
  );
  const entries = [...ended.values()].map((entry) => release(entry));
  for (const entry of entries) await recordUnheard(entry, run);
  const saved = await saveEnded(state, version, mine, entries, attempts, run);
  if (unrecorded.length > 0) throw unrecorded[0];
  return { entries, state: saved };
}

/** SNS knows no more of a mail than that there are people who confirmed. */
function withSubscribers(
  outcome: DeliveryEnd,
  channel: string,
  { watch }: WalletState,
): DeliveryEnd {
  if (channel !== 'sns' || outcome.state !== 'accepted' || watch.subscribers === undefined) {
    return outcome;
  }
  const { confirmed } = watch.subscribers;
  const people = `${confirmed} confirmed subscriber${confirmed === 1 ? '' : 's'}`;
  return { ...outcome, detail: `accepted by SNS, ${people} (${outcome.detail ?? 'no id'})` };
}

/** What reaches nobody stays in the history and is shouted into the log. */
async function recordUnheard(entry: OutboxEntry, run: Run): Promise<void> {
  const { store, wallet, log } = run;
  if (!isUnheard(entry)) return;
  log.error('no channel took the alert', { wallet: wallet.id, alert: entry.id });
  if (Object.keys(entry.channels).length === 0) await store.recordAttempts(wallet.id, entry, []);
}

/** A crashed run may have recorded an answer that it could not settle any more. */
async function withRecordedDeliveries(entry: OutboxEntry, run: Run): Promise<OutboxEntry> {
  const isRepeat = Object.values(entry.channels).some(({ mayHaveArrived }) => mayHaveArrived);
  if (!isRepeat) return entry;
  const recorded = await run.store.readAlert(run.wallet.id, entry.id);
  let known = entry;
  for (const [channel, { accepted }] of Object.entries(recorded?.deliveries ?? {})) {
    if (accepted) known = settleChannel(known, channel, { state: 'accepted' });
  }
  return known;
}

interface Outgoing {
  readonly entry: OutboxEntry;
  /** Of the channel. */
  readonly name: string;
  readonly isPossibleRepeat: boolean;
}

async function send(
  { entry, name, isPossibleRepeat }: Outgoing,
  extras: Extras | undefined,
  maySend: () => boolean,
  { channels, wallet, policy: { timeZone } }: Run,
): Promise<SendOutcome> {
  const channel = channels.find((one) => one.name === name);
  if (channel === undefined) {
    return { state: 'refused', reason: 'the settings no longer name this channel' };
  }
  const { alert, id } = entry;
  const message = renderAlert({ alert, id, wallet, timeZone, isPossibleRepeat, ...extras });
  return channel.send(message, maySend);
}

async function record(
  { entry, name, isPossibleRepeat }: Outgoing,
  end: DeliveryEnd,
  { store, wallet, clock, log }: Run,
): Promise<void> {
  const attempt = attemptOf(name, end, clock(), isPossibleRepeat);
  log.info('alert sent', { wallet: wallet.id, alert: entry.id, ...attempt });
  await store.recordAttempts(wallet.id, entry, [attempt]);
}

/** Removes what is settled and keeps what is not; others may have written meanwhile. @returns what was saved */
async function saveEnded(
  state: WalletState,
  version: number,
  mine: readonly OutboxEntry[],
  ended: readonly OutboxEntry[],
  attempts: readonly Attempted[],
  { store, wallet, recentMs, clock }: Run,
): Promise<WalletState> {
  let current = { state, version };
  for (let tries = 1; tries <= MAX_TRIES; tries++) {
    const outbox = current.state.outbox.flatMap((entry) => {
      const own = ended.find(({ id }) => id === entry.id);
      if (own === undefined) return [entry];
      const leased = mine.find(({ id }) => id === entry.id);
      const isStillMine = leased?.leaseUntilMs === entry.leaseUntilMs;
      const after = isStillMine ? own : withAccepted(entry, own);
      return isSettled(after) ? [] : [after];
    });
    const { watch } = current.state;
    const troubles = afterAttempts(watch.troubles, attempts);
    const next = { ...current.state, outbox, watch: { ...watch, troubles } };
    if (await store.saveState(wallet.id, next, current.version)) return next;
    const loaded = await store.load(wallet.id, clock() - recentMs);
    if (loaded.state === undefined) return next;
    current = { state: loaded.state, version: loaded.version };
  }
  return current.state;
}

/** Another run has the entry now: all that it has to know of ours is what arrived. */
function withAccepted(entry: OutboxEntry, own: OutboxEntry): OutboxEntry {
  return Object.entries(own.channels)
    .filter(([, { state }]) => state === 'accepted')
    .reduce((known, [name]) => settleChannel(known, name, { state: 'accepted' }), entry);
}
