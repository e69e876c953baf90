import type { DigestClaim, DigestStore } from '../adapters/table/digest-item.ts';
import type { LinkSigner } from '../adapters/web/signed-links.ts';
import { attemptOf, deliveryAfter, type SendOutcome } from '../core/alert/delivery.ts';
import { endOf } from '../core/alert/delivery-retry.ts';
import { LEASE_MARGIN_MS, leaseTerm, type SharedTime, sharing } from '../core/alert/lease.ts';
import { isSettled, lease, pendingChannels, release, settleChannel } from '../core/alert/outbox.ts';
import { afterAttempts } from '../core/state/channel-health.ts';
import { LINK_LIFETIME_MS, PAGE_PLACEHOLDER } from '../core/wording/links.ts';
import type { Message } from '../core/wording/message.ts';
import type { Channel, Log } from './channel.ts';
import { UndeliveredError } from './publish-outbox.ts';

export interface DeliverDigestDeps {
  readonly digests: DigestStore;
  /** All that the settings name. */
  readonly channels: readonly Channel[];
  /** @default no links */
  readonly links?: LinkSigner;
  /** A run is stopped after this long, milliseconds. */
  readonly timeoutMs: number;
  readonly clock: () => number;
  /** @default `clock` */
  readonly sharedClock?: () => SharedTime;
  readonly log: Log;
}

const NO_LINK = 'its link could not be made';

/**
 * Sends a digest to each channel that is due and has not taken it, under the same rules as alerts: a lease, pauses of
 * failing channels, two days at most. Each answer is recorded at once.
 * @param deadlineMs no sending begins after this time
 * @returns the claim as it ended; undefined: another run has it, or no channel is due
 */
export async function deliverDigest(
  before: DigestClaim,
  version: number,
  deadlineMs: number,
  deps: DeliverDigestDeps,
): Promise<DigestClaim | undefined> {
  const { digests, channels, timeoutMs, clock, sharedClock = sharing(clock) } = deps;
  if (version > 0 && isSettled(before)) return before;
  const term = leaseTerm(sharedClock(), timeoutMs + LEASE_MARGIN_MS);
  const { outbox, leased } = lease([before], clock(), term, before.troubles);
  const [claim = before] = outbox;
  if (leased.length === 0 && !isSettled(before)) return undefined;
  if (!(await digests.save(claim, version))) return undefined;
  const owned = { claim, version: version + 1 };
  const maySend = () => clock() < deadlineMs && sharedClock().latestMs < claim.leaseUntilMs;
  // Channels do not wait for each other; what they answered is written down one by one.
  let written = Promise.resolve();
  const failures: unknown[] = [];
  await Promise.all(
    pendingChannels(claim).map(async (name) => {
      const { state, mayHaveArrived = false } = claim.channels[name] ?? {};
      if (state !== 'sending') return;
      const channel = channels.find((one) => one.name === name);
      const message = await messageFor(name, mayHaveArrived, claim, deps);
      if (!maySend()) return;
      const outcome: SendOutcome =
        channel && message
          ? await channel.send(message, maySend)
          : { state: 'refused', reason: 'the settings no longer name this channel' };
      written = written
        .then(() => record(owned, name, outcome, mayHaveArrived, deps))
        .catch((error: unknown) => void failures.push(error));
      await written;
    }),
  );
  if (failures.length > 0) throw failures[0];
  const { messages, ...ended } = release(owned.claim);
  const last = isSettled(ended) ? ended : { ...ended, ...(messages && { messages }) };
  await digests.save(last, owned.version);
  return last;
}

async function messageFor(
  name: string,
  mayHaveArrived: boolean,
  { messages = {} }: DigestClaim,
  { links, clock, log }: DeliverDigestDeps,
): Promise<Message | undefined> {
  const { first, repeat, pageOf: wallet } = messages[name] ?? {};
  const message = mayHaveArrived ? repeat : first;
  if (message === undefined || wallet === undefined) return message;
  let page: string | undefined;
  try {
    const expiresAtMs = clock() + LINK_LIFETIME_MS;
    page = await links?.sign({ purpose: 'report', wallet, expiresAtMs });
  } catch (error) {
    log.warn('the digest goes without its link', { error: String(error) });
  }
  return JSON.parse(JSON.stringify(message).replaceAll(PAGE_PLACEHOLDER, page ?? NO_LINK));
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
  { digests, clock, log }: DeliverDigestDeps,
): Promise<void> {
  const atMs = clock();
  const { claim } = owned;
  const end = endOf(outcome, claim.toMs, atMs);
  const attempt = attemptOf(channel, end, atMs, isPossibleRepeat);
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
