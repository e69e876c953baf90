import type { DigestClaim, DigestStore } from '../adapters/digest-item.ts';
import type { LinkSigner } from '../adapters/signed-links.ts';
import { isAtLeast } from '../core/alert.ts';
import { afterAttempts } from '../core/channel-health.ts';
import { deliveryAfter, type SendOutcome } from '../core/delivery.ts';
import type { Period } from '../core/digest.ts';
import { EVERY_WALLET, LINK_LIFETIME_MS } from '../core/links.ts';
import { isSettled, lease, pendingChannels, release, settleChannel } from '../core/outbox.ts';
import { endOf } from '../core/retry.ts';
import { watchCost } from '../core/watch-cost.ts';
import { type DigestInput, renderDigest } from '../core/wording/digest.ts';
import { digestSeverity } from '../core/wording/digest-looks.ts';
import type { Channel, Log } from '../poll/channel.ts';
import { UndeliveredError } from '../poll/publish-outbox.ts';
import { type DigestSource, type LoadedDigest, loadDigests } from './load-digest.ts';

/** A way out, and the wallets it is told of. */
export interface DigestChannel {
  readonly channel: Channel;
  /** @default all */
  readonly wallets?: readonly string[] | undefined;
}

export interface DigestDeps extends DigestSource {
  readonly digests: DigestStore;
  readonly channels: readonly DigestChannel[];
  readonly links?: LinkSigner;
  readonly levelsDays: readonly number[];
  readonly timeZone: string;
  readonly alarms: number;
  /** Custom metrics of one wallet. */
  readonly metricsAWallet: number;
  /** A run is stopped after this long, milliseconds. */
  readonly timeoutMs: number;
  readonly clock: () => number;
  readonly log: Log;
}

/** Nobody else sends what a run has claimed before that run is surely over. */
const LEASE_MARGIN_MS = 5_000;
/** The last sending begins early enough to end, and to be recorded, within the run's time. */
const SENDING_MARGIN_MS = 10_000;

/**
 * Sends the digest of a period, once: claimed under a lease before anything is sent, each channel's answer
 * recorded at once. What a channel does not take is tried again by Lambda's retries, and then by polls.
 * @throws UndeliveredError when a channel is to be tried again, or another run has not ended yet
 */
export async function sendDigest(period: Period, deps: DigestDeps): Promise<void> {
  const { claim: known, version } = await deps.digests.load(period.id);
  const ended = await deliver(known ?? period, version, deps);
  if (ended === undefined || !isSettled(ended)) {
    throw new UndeliveredError(`the digest of ${period.id} is not delivered yet`);
  }
}

/**
 * Goes on with what a run claimed and did not deliver everywhere.
 * @returns whether nothing is left to do, which is so too where nothing was claimed
 */
export async function finishDigest(id: string, deps: DigestDeps): Promise<boolean> {
  const { claim, version } = await deps.digests.load(id);
  if (claim === undefined) return true;
  const ended = await deliver(claim, version, deps);
  return ended !== undefined && isSettled(ended);
}

/** @returns the claim as it ended; undefined: another run has it, or no channel is due */
async function deliver(
  known: DigestClaim | Period,
  version: number,
  deps: DigestDeps,
): Promise<DigestClaim | undefined> {
  const { clock, timeoutMs } = deps;
  const deadlineMs = clock() + timeoutMs - SENDING_MARGIN_MS;
  if ('channels' in known && isSettled(known)) return known;
  if ('channels' in known && leasedFrom(known, deps) === undefined) return undefined;
  const loaded = await loadDigests(known, deps);
  const inputs = new Map<string, DigestInput>();
  for (const { channel, wallets } of deps.channels) {
    inputs.set(channel.name, await inputFor(wallets, loaded, known, deps));
  }
  const claim = leasedFrom('channels' in known ? known : newClaim(known, inputs, deps), deps);
  if (claim === undefined || !(await deps.digests.save(claim, version))) return undefined;
  const owned = { claim, version: version + 1 };
  const maySend = () => clock() < Math.min(deadlineMs, claim.leaseUntilMs);
  // Channels do not wait for each other; what they answered is written down one by one.
  let written = Promise.resolve();
  const failures: unknown[] = [];
  await Promise.all(
    pendingChannels(claim).map(async (name) => {
      const { state, mayHaveArrived: isPossibleRepeat } = claim.channels[name] ?? {};
      if (state !== 'sending' || !maySend()) return;
      const channel = deps.channels.find((one) => one.channel.name === name)?.channel;
      const input = inputs.get(name);
      const outcome: SendOutcome =
        channel && input
          ? await channel.send(
              renderDigest({ ...input, isPossibleRepeat: !!isPossibleRepeat }),
              maySend,
            )
          : { state: 'refused', reason: 'the settings no longer name this channel' };
      written = written
        .then(() => record(owned, name, outcome, !!isPossibleRepeat, deps))
        .catch((error: unknown) => void failures.push(error));
      await written;
    }),
  );
  if (failures.length > 0) throw failures[0];
  const ended = release(owned.claim, clock());
  await deps.digests.save(ended, owned.version);
  return ended;
}

interface Owned {
  claim: DigestClaim;
  version: number;
}

async function record(
  owned: Owned,
  channel: string,
  outcome: SendOutcome,
  isPossibleRepeat: boolean,
  { digests, clock, log }: DigestDeps,
): Promise<void> {
  const atMs = clock();
  const { claim } = owned;
  const end = endOf(outcome, claim.toMs, atMs);
  const reason = end.state === 'accepted' ? end.detail : end.reason;
  const attempt = {
    channel,
    atMs,
    outcome: end.state,
    ...(reason !== undefined && { reason }),
    ...(isPossibleRepeat && { isPossibleRepeat }),
  };
  log.info('digest sent', { digest: claim.id, ...attempt });
  const delivery = deliveryAfter(claim.deliveries[channel], attempt);
  owned.claim = {
    ...settleChannel(claim, channel, end),
    deliveries: { ...claim.deliveries, [channel]: delivery },
    troubles: afterAttempts(claim.troubles, [{ channel, outcome, atMs }]),
  };
  if (!(await digests.save(owned.claim, owned.version))) {
    throw new UndeliveredError(`another run has taken the digest of ${claim.id}`);
  }
  owned.version += 1;
}

/** For every channel that wants to hear of something as grave as its part of the digest. */
function newClaim(
  { id, fromMs, toMs }: Period,
  inputs: ReadonlyMap<string, DigestInput>,
  { channels }: DigestDeps,
): DigestClaim {
  const wanting = channels.filter(({ channel: { name, minSeverity } }) => {
    const input = inputs.get(name);
    return input !== undefined && isAtLeast(digestSeverity(input), minSeverity);
  });
  const waiting = wanting.map(({ channel: { name } }) => [
    name,
    { state: 'waiting' as const, mayHaveArrived: false },
  ]);
  return {
    ...{ id, fromMs, toMs, leaseUntilMs: 0, deliveries: {}, troubles: {} },
    channels: Object.fromEntries(waiting),
  };
}

/** The claim under this run's lease; undefined: another run has it, or no channel is due. */
function leasedFrom(claim: DigestClaim, { clock, timeoutMs }: DigestDeps): DigestClaim | undefined {
  const leaseMs = timeoutMs + LEASE_MARGIN_MS;
  const { outbox, leased } = lease([claim], clock(), leaseMs, claim.troubles);
  return leased.length > 0 || isSettled(claim) ? outbox[0] : undefined;
}

async function inputFor(
  only: readonly string[] | undefined,
  loaded: readonly LoadedDigest[],
  period: Period,
  deps: DigestDeps,
): Promise<DigestInput> {
  const wallets = loaded.filter(({ wallet }) => only?.includes(wallet.id) ?? true);
  const polls = wallets.reduce((sum, one) => sum + one.polls, 0);
  const subWallets = wallets.flatMap((one) => one.subWallets ?? []);
  const subReadings = subWallets.reduce((sum, one) => sum + one.readings, 0);
  const page = await linkTo(only === undefined, wallets, deps);
  return {
    wallets,
    levelsDays: deps.levelsDays,
    period,
    timeZone: deps.timeZone,
    polls,
    subReadings,
    costDollars: watchCost({
      polls,
      subReadings,
      subRuns: subWallets.reduce((sum, { runs }) => sum + runs, 0),
      alerts: [...wallets, ...subWallets].reduce((sum, { alerts }) => sum + alerts, 0),
      alarms: deps.alarms,
      metrics: deps.metricsAWallet * wallets.length,
      lengthMs: period.toMs - period.fromMs,
    }),
    isPossibleRepeat: false,
    ...(page !== undefined && { page }),
  };
}

/** To look, not to act: a digest is read by more people than an alert. */
async function linkTo(
  isOfAll: boolean,
  wallets: readonly LoadedDigest[],
  { links, clock, log }: DigestDeps,
): Promise<string | undefined> {
  const [only] = wallets;
  if (only === undefined || (!isOfAll && wallets.length > 1)) return undefined;
  const wallet = wallets.length === 1 ? only.wallet.id : EVERY_WALLET;
  const expiresAtMs = clock() + LINK_LIFETIME_MS;
  try {
    return await links?.sign({ purpose: 'report', wallet, expiresAtMs });
  } catch (error) {
    log.warn('the digest goes without its link', { error: String(error) });
    return undefined;
  }
}
