import type { DigestClaim, DigestStore } from '../adapters/digest-item.ts';
import type { LinkSigner } from '../adapters/signed-links.ts';
import { isAtLeast } from '../core/alert.ts';
import type { SendOutcome } from '../core/delivery.ts';
import type { Period } from '../core/digest.ts';
import { EVERY_WALLET, LINK_LIFETIME_MS } from '../core/links.ts';
import { isSettled, lease, release, settleChannel } from '../core/outbox.ts';
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

/**
 * Sends the digest of a period, once: claimed under a lease before anything is sent, each channel's answer
 * recorded at once. A run that crashes is followed by Lambda's retry, which marks what may be a repeat.
 * @throws UndeliveredError when a channel is to be tried again, or another run has not ended yet
 */
export async function sendDigest(period: Period, deps: DigestDeps): Promise<void> {
  const loaded = await loadDigests(period, deps);
  const inputs = new Map<string, DigestInput>();
  for (const { channel, wallets } of deps.channels) {
    const input = await inputFor(wallets, loaded, period, deps);
    if (isAtLeast(digestSeverity(input), channel.minSeverity)) inputs.set(channel.name, input);
  }
  const owned = await claimed(period.id, [...inputs.keys()], deps);
  const sending = deps.channels.flatMap(({ channel }) => {
    const input = inputs.get(channel.name);
    const delivery = owned.claim.channels[channel.name];
    return input === undefined || delivery?.state !== 'sending'
      ? []
      : [{ channel, input: { ...input, isPossibleRepeat: delivery.mayHaveArrived } }];
  });
  // Channels do not wait for each other; what they answered is written down one by one.
  let written = Promise.resolve(owned);
  await Promise.all(
    sending.map(async ({ channel, input }) => {
      const outcome = await channel.send(renderDigest(input));
      written = written.then((now) => record(now, channel.name, outcome, input, deps));
      await written;
    }),
  );
  const { claim, version } = await written;
  const ended = release(claim, deps.clock());
  if (sending.length > 0) await deps.digests.save(ended, version);
  if (!isSettled(ended)) {
    throw new UndeliveredError(`the digest of ${period.id} is not delivered yet`);
  }
}

interface Owned {
  readonly claim: DigestClaim;
  readonly version: number;
}

async function record(
  { claim, version }: Owned,
  channel: string,
  outcome: SendOutcome,
  { isPossibleRepeat }: DigestInput,
  { digests, clock, log }: DigestDeps,
): Promise<Owned> {
  const atMs = clock();
  const reason = outcome.state === 'accepted' ? outcome.detail : outcome.reason;
  const attempt = {
    channel,
    atMs,
    outcome: outcome.state,
    ...(reason !== undefined && { reason }),
    ...(isPossibleRepeat && { isPossibleRepeat }),
  };
  log.info('digest sent', { digest: claim.id, ...attempt });
  const settled = settleChannel(claim, channel, outcome, atMs);
  const after = { ...settled, attempts: [...claim.attempts, attempt] };
  if (await digests.save(after, version)) return { claim: after, version: version + 1 };
  throw new UndeliveredError(`another run has taken the digest of ${claim.id}`);
}

/** Takes the digest for this run; with nothing left to do, a claim in which no channel is being sent. */
async function claimed(
  id: string,
  names: readonly string[],
  { digests, clock, timeoutMs }: DigestDeps,
): Promise<Owned> {
  const leaseMs = timeoutMs + LEASE_MARGIN_MS;
  const { claim: known, version } = await digests.load(id);
  const waiting = Object.fromEntries(
    names.map((name) => [name, { state: 'waiting' as const, mayHaveArrived: false }]),
  );
  const before: DigestClaim = known ?? { id, channels: waiting, leaseUntilMs: 0, attempts: [] };
  if (isSettled(before)) return { claim: before, version };
  const { outbox, leased } = lease([before], clock(), leaseMs);
  const [claim] = outbox;
  if (claim === undefined || leased.length === 0 || !(await digests.save(claim, version))) {
    throw new UndeliveredError(`another run has the digest of ${id}: a retry looks again`);
  }
  return { claim, version: version + 1 };
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
