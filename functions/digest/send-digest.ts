import type { DigestClaim, DigestMessages } from '../adapters/table/digest-item.ts';
import { isAtLeast } from '../core/alert/alert.ts';
import { isSettled } from '../core/alert/outbox.ts';
import type { Period } from '../core/digest/digest-period.ts';
import { watchCost } from '../core/digest/watch-cost.ts';
import { renderDigest } from '../core/wording/digest.ts';
import { digestSeverity } from '../core/wording/digest-checks.ts';
import type { DigestInput } from '../core/wording/digest-input.ts';
import { EVERY_WALLET, PAGE_PLACEHOLDER } from '../core/wording/links.ts';
import { type DigestDelivery, deliverDigest } from '../engine/deliver-digest.ts';
import { UndeliveredError } from '../engine/deliver-outbox.ts';
import { runLimits } from '../engine/runtime.ts';
import { type DigestSource, type LoadedDigest, loadDigests } from './load-digest.ts';

export interface DigestRuntime extends DigestSource, DigestDelivery {
  readonly levelsDays: readonly number[];
  readonly timeZone: string;
  readonly alarms: number;
  /** Custom metrics of one wallet. */
  readonly metricsAWallet: number;
}

/**
 * Sends the digest of a period, once: claimed with its text before anything is sent. What a channel does not take is
 * tried again by Lambda's retries, and then by polls.
 * @throws UndeliveredError when a channel is to be tried again, or another run has not ended yet
 */
export async function sendDigest(period: Period, runtime: DigestRuntime): Promise<void> {
  const { deadlineMs } = runLimits(runtime);
  const { claim = await newClaim(period, runtime), version } = await runtime.digests.load(
    period.id,
  );
  const ended = await deliverDigest(claim, version, deadlineMs, runtime);
  if (ended === undefined || !isSettled(ended)) {
    throw new UndeliveredError(`the digest of ${period.id} is not delivered yet`);
  }
}

/** For every channel that wants to hear of something as grave as its part of the digest. */
async function newClaim(period: Period, runtime: DigestRuntime): Promise<DigestClaim> {
  const { id, fromMs, toMs } = period;
  const loaded = await loadDigests(period, runtime);
  const messages: Record<string, DigestMessages> = {};
  for (const { name, minSeverity, wallets, isForIncidents } of runtime.channels) {
    if (isForIncidents) continue;
    const pageOf = pageFor(wallets, loaded, runtime);
    const input = inputFor(wallets, loaded, pageOf !== undefined, period, runtime);
    if (!isAtLeast(digestSeverity(input), minSeverity)) continue;
    messages[name] = {
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
  runtime: DigestRuntime,
): DigestInput {
  const wallets = selectedDigests(only, loaded);
  const polls = wallets.reduce((sum, one) => sum + one.polls, 0);
  const subAccounts = wallets.flatMap((one) => one.subAccounts ?? []);
  const subReadings = subAccounts.reduce((sum, one) => sum + one.readings, 0);
  return {
    wallets,
    levelsDays: runtime.levelsDays,
    period,
    timeZone: runtime.timeZone,
    polls,
    subReadings,
    costDollars: watchCost({
      polls,
      subReadings,
      subRuns: subAccounts.reduce((sum, { runs }) => sum + runs, 0),
      alerts: [...wallets, ...subAccounts].reduce((sum, { alerts }) => sum + alerts, 0),
      alarms: runtime.alarms,
      metrics: runtime.metricsAWallet * wallets.length,
      lengthMs: period.toMs - period.fromMs,
    }),
    isPossibleRepeat: false,
    ...(isLinked && { page: PAGE_PLACEHOLDER }),
  };
}

function selectedDigests(
  only: readonly string[] | undefined,
  loaded: readonly LoadedDigest[],
): readonly LoadedDigest[] {
  return loaded.filter(({ wallet }) => only?.includes(wallet.id) ?? true);
}

/** Whose page is linked, to look and not to act: a digest is read by more people than an alert. */
function pageFor(
  only: readonly string[] | undefined,
  loaded: readonly LoadedDigest[],
  { links }: DigestRuntime,
): string | undefined {
  const wallets = selectedDigests(only, loaded);
  const [one] = wallets;
  const isOfAll = only === undefined || wallets.length === 1;
  if (links === undefined || one === undefined || !isOfAll) return undefined;
  return wallets.length === 1 ? one.wallet.id : EVERY_WALLET;
}
