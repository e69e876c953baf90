import type { DigestClaim, DigestMessages } from '../adapters/table/digest-item.ts';
import { isAtLeast } from '../core/alert/alert.ts';
import { isSettled } from '../core/alert/outbox.ts';
import type { Period } from '../core/digest/digest-period.ts';
import { watchCost } from '../core/digest/watch-cost.ts';
import { renderDigest } from '../core/wording/digest.ts';
import { digestSeverity } from '../core/wording/digest-checks.ts';
import type { DigestInput } from '../core/wording/digest-input.ts';
import { EVERY_WALLET, PAGE_PLACEHOLDER } from '../core/wording/links.ts';
import type { Channel } from '../engine/channel.ts';
import { type DeliverDigestDeps, deliverDigest } from '../engine/deliver-digest.ts';
import { UndeliveredError } from '../engine/publish-outbox.ts';
import { type DigestSource, type LoadedDigest, loadDigests } from './load-digest.ts';

/** A channel, and the wallets it is told of. */
export interface DigestChannel {
  readonly channel: Channel;
  /** @default all */
  readonly wallets?: readonly string[];
}

export interface DigestDeps extends DigestSource, Omit<DeliverDigestDeps, 'channels'> {
  readonly channels: readonly DigestChannel[];
  readonly levelsDays: readonly number[];
  readonly timeZone: string;
  readonly alarms: number;
  /** Custom metrics of one wallet. */
  readonly metricsAWallet: number;
}

/** The last sending begins early enough to end, and to be recorded, within the run's time. */
const SENDING_MARGIN_MS = 10_000;

/**
 * Sends the digest of a period, once: claimed with its text before anything is sent. What a channel does not take is
 * tried again by Lambda's retries, and then by polls.
 * @throws UndeliveredError when a channel is to be tried again, or another run has not ended yet
 */
export async function sendDigest(period: Period, deps: DigestDeps): Promise<void> {
  const deadlineMs = deps.clock() + deps.timeoutMs - SENDING_MARGIN_MS;
  const { claim = await newClaim(period, deps), version } = await deps.digests.load(period.id);
  const channels = deps.channels.map(({ channel }) => channel);
  const ended = await deliverDigest(claim, version, deadlineMs, { ...deps, channels });
  if (ended === undefined || !isSettled(ended)) {
    throw new UndeliveredError(`the digest of ${period.id} is not delivered yet`);
  }
}

/** For every channel that wants to hear of something as grave as its part of the digest. */
async function newClaim(period: Period, deps: DigestDeps): Promise<DigestClaim> {
  const { id, fromMs, toMs } = period;
  const loaded = await loadDigests(period, deps);
  const messages: Record<string, DigestMessages> = {};
  for (const { channel, wallets } of deps.channels) {
    const pageOf = pageFor(wallets, loaded, deps);
    const input = inputFor(wallets, loaded, pageOf !== undefined, period, deps);
    if (!isAtLeast(digestSeverity(input), channel.minSeverity)) continue;
    messages[channel.name] = {
      first: renderDigest(input),
      repeat: renderDigest({ ...input, isPossibleRepeat: true }),
      pageOf,
    };
  }
  const waiting = { state: 'waiting' as const, mayHaveArrived: false };
  const channels = Object.fromEntries(Object.keys(messages).map((name) => [name, waiting]));
  return { id, fromMs, toMs, channels, leaseUntilMs: 0, deliveries: {}, troubles: {}, messages };
}

function inputFor(
  only: readonly string[] | undefined,
  loaded: readonly LoadedDigest[],
  isLinked: boolean,
  period: Period,
  deps: DigestDeps,
): DigestInput {
  const wallets = partOf(only, loaded);
  const polls = wallets.reduce((sum, one) => sum + one.polls, 0);
  const subAccounts = wallets.flatMap((one) => one.subAccounts ?? []);
  const subReadings = subAccounts.reduce((sum, one) => sum + one.readings, 0);
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
      subRuns: subAccounts.reduce((sum, { runs }) => sum + runs, 0),
      alerts: [...wallets, ...subAccounts].reduce((sum, { alerts }) => sum + alerts, 0),
      alarms: deps.alarms,
      metrics: deps.metricsAWallet * wallets.length,
      lengthMs: period.toMs - period.fromMs,
    }),
    isPossibleRepeat: false,
    ...(isLinked && { page: PAGE_PLACEHOLDER }),
  };
}

function partOf(
  only: readonly string[] | undefined,
  loaded: readonly LoadedDigest[],
): readonly LoadedDigest[] {
  return loaded.filter(({ wallet }) => only?.includes(wallet.id) ?? true);
}

/** Whose page is linked, to look and not to act: a digest is read by more people than an alert. */
function pageFor(
  only: readonly string[] | undefined,
  loaded: readonly LoadedDigest[],
  { links }: DigestDeps,
): string | undefined {
  const wallets = partOf(only, loaded);
  const [one] = wallets;
  const isOfAll = only === undefined || wallets.length === 1;
  if (links === undefined || one === undefined || !isOfAll) return undefined;
  return wallets.length === 1 ? one.wallet.id : EVERY_WALLET;
}
