import type { Attempt } from '../adapters/alert-items.ts';
import type { LinkSigner } from '../adapters/signed-links.ts';
import type { WalletStore } from '../adapters/wallet-store.ts';
import { type Attempted, afterAttempts } from '../core/channel-health.ts';
import type { SendOutcome } from '../core/delivery.ts';
import { isSettled, type OutboxEntry, release, settleChannel } from '../core/outbox.ts';
import type { WalletState } from '../core/wallet-state.ts';
import { renderAlert } from '../core/wording/render.ts';
import type { Channel, Log } from './channel.ts';
import { type Extras, extrasOf } from './message-extras.ts';

const MAX_TRIES = 5;

export interface PublishDeps {
  readonly store: WalletStore;
  readonly channels: readonly Channel[];
  readonly wallet: { readonly id: string; readonly name: string };
  readonly timeZone: string;
  /** Signs the links in messages. @default no links */
  readonly links?: LinkSigner;
  readonly recentMs: number;
  readonly clock: () => number;
  readonly log: Log;
}

/** Thrown after everything else was done: an alert is still waiting, so retries and alarms should see it. */
export class UndeliveredError extends Error {
  override readonly name = 'UndeliveredError';
}

/**
 * Sends what this run has leased and records how each channel answered. Channels do not wait for each
 * other; one channel gets its messages in the order in which they were decided.
 * @param deadlineMs no sending begins after this time; what is left is the next run's
 * @returns the entries as they ended
 */
export async function publishOutbox(
  state: WalletState,
  version: number,
  leased: readonly string[],
  deadlineMs: number,
  deps: PublishDeps,
): Promise<OutboxEntry[]> {
  const mine = state.outbox.filter(({ id }) => leased.includes(id));
  if (mine.length === 0) return [];
  const ended = new Map<string, OutboxEntry>();
  const attempts: Attempted[] = [];
  for (const entry of mine) ended.set(entry.id, await whatArrived(entry, deps));

  const extras = await extrasOf(mine, state, deps);
  const names = new Set(mine.flatMap(({ channels }) => Object.keys(channels)));
  await Promise.all(
    [...names].map(async (name) => {
      for (const { id } of mine) {
        const entry = ended.get(id);
        const delivery = entry?.channels[name];
        if (entry === undefined || delivery?.state !== 'sending') continue;
        if (deps.clock() >= deadlineMs) return;
        const outcome = await send(entry, name, delivery.mayHaveArrived, extras.get(id), deps);
        const atMs = deps.clock();
        ended.set(id, settleChannel(ended.get(id) ?? entry, name, outcome, atMs));
        attempts.push({ channel: name, outcome, atMs });
        const told = withSubscribers(outcome, name, state);
        await record(entry, name, told, delivery.mayHaveArrived, deps);
      }
    }),
  );
  const released = [...ended.values()].map((entry) => release(entry, deps.clock()));
  for (const entry of released) await recordUnheard(entry, deps);
  await saveEnded(state, version, released, attempts, deps);
  return released;
}

/** SNS knows no more of a mail than that there are people who confirmed. */
function withSubscribers(
  outcome: SendOutcome,
  channel: string,
  { watch }: WalletState,
): SendOutcome {
  if (channel !== 'sns' || outcome.state !== 'accepted' || watch.subscribers === undefined) {
    return outcome;
  }
  const { confirmed } = watch.subscribers;
  const people = `${confirmed} confirmed subscriber${confirmed === 1 ? '' : 's'}`;
  return { ...outcome, detail: `accepted by SNS, ${people} (${outcome.detail ?? 'no id'})` };
}

/** What reaches nobody stays in the history and is shouted into the log. */
async function recordUnheard(entry: OutboxEntry, deps: PublishDeps): Promise<void> {
  const { store, wallet, clock, log } = deps;
  const states = Object.values(entry.channels).map(({ state }) => state);
  if (states.some((state) => state !== 'refused')) return;
  log.error('no channel took the alert', { wallet: wallet.id, alert: entry.id });
  if (states.length > 0) return;
  const attempt = { channel: 'outbox', atMs: clock(), outcome: 'dropped' as const };
  await store.recordAttempt(wallet.id, entry, { ...attempt, reason: 'there is no other way out' });
}

/** A crashed run may have recorded an answer that it could not settle any more. */
async function whatArrived(entry: OutboxEntry, deps: PublishDeps): Promise<OutboxEntry> {
  const isRepeat = Object.values(entry.channels).some(({ mayHaveArrived }) => mayHaveArrived);
  if (!isRepeat) return entry;
  const recorded = await deps.store.readAlert(deps.wallet.id, entry.id);
  let known = entry;
  for (const { channel, outcome } of recorded?.attempts ?? []) {
    if (outcome === 'accepted' || outcome === 'shown') {
      known = settleChannel(known, channel, { state: 'accepted' }, 0);
    }
  }
  return known;
}

async function send(
  entry: OutboxEntry,
  name: string,
  isPossibleRepeat: boolean,
  extras: Extras | undefined,
  { channels, wallet, timeZone }: PublishDeps,
): Promise<SendOutcome> {
  const channel = channels.find((one) => one.name === name);
  if (channel === undefined) {
    return { state: 'refused', reason: 'the settings no longer name this channel' };
  }
  const { alert, id } = entry;
  return channel.send(renderAlert({ alert, id, wallet, timeZone, isPossibleRepeat, ...extras }));
}

async function record(
  entry: OutboxEntry,
  channel: string,
  outcome: SendOutcome,
  isPossibleRepeat: boolean,
  { store, wallet, clock, log }: PublishDeps,
): Promise<void> {
  const reason = outcome.state === 'accepted' ? outcome.detail : outcome.reason;
  const attempt: Attempt = {
    channel,
    atMs: clock(),
    outcome: outcome.state === 'accepted' && outcome.isShownHere ? 'shown' : outcome.state,
    ...(reason !== undefined && { reason }),
    ...(isPossibleRepeat && { isPossibleRepeat }),
  };
  log.info('alert sent', { wallet: wallet.id, alert: entry.id, ...attempt });
  await store.recordAttempt(wallet.id, entry, attempt);
}

/** Removes what is settled and keeps what is not; others may have written meanwhile. */
async function saveEnded(
  state: WalletState,
  version: number,
  ended: readonly OutboxEntry[],
  attempts: readonly Attempted[],
  { store, wallet, recentMs, clock }: PublishDeps,
): Promise<void> {
  let current = { state, version };
  for (let tries = 1; tries <= MAX_TRIES; tries++) {
    const outbox = current.state.outbox.flatMap((entry) => {
      const mine = ended.find(({ id }) => id === entry.id);
      if (mine === undefined) return [entry];
      return isSettled(mine) ? [] : [mine];
    });
    const { watch } = current.state;
    const troubles = afterAttempts(watch.troubles, attempts);
    const next = { ...current.state, outbox, watch: { ...watch, troubles } };
    if (await store.saveState(wallet.id, next, current.version)) return;
    const loaded = await store.load(wallet.id, clock() - recentMs);
    if (loaded.state === undefined) return;
    current = { state: loaded.state, version: loaded.version };
  }
}
