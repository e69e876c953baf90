import type { DigestClaim, DigestStore } from '../adapters/table/digest-item.ts';
import { attemptOf, deliveryAfter, type SendOutcome } from '../core/alert/delivery.ts';
import { endOf } from '../core/alert/delivery-retry.ts';
import { leaseTerm, sharing } from '../core/alert/lease.ts';
import { isSettled, lease, pendingChannels, release, settleChannel } from '../core/alert/outbox.ts';
import { afterAttempts } from '../core/state/channel-health.ts';
import { LINK_LIFETIME_MS, PAGE_PLACEHOLDER } from '../core/wording/links.ts';
import type { Message } from '../core/wording/message.ts';
import { UndeliveredError } from './deliver-outbox.ts';
import { bestEffort } from './log.ts';
import { type DeliveryRuntime, runLimits } from './runtime.ts';

/** What delivering a digest needs; the channels are all that the settings name. */
export interface DigestDelivery extends DeliveryRuntime {
  readonly digests: DigestStore;
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
  delivery: DigestDelivery,
): Promise<DigestClaim | undefined> {
  const { digests, channels, clock, sharedClock = sharing(clock) } = delivery;
  const { leaseMs } = runLimits(delivery);
  if (version > 0 && isSettled(before)) return before;
  const term = leaseTerm(sharedClock(), leaseMs);
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
      const message = await messageFor(name, mayHaveArrived, claim, delivery);
      if (!maySend()) return;
      const outcome: SendOutcome =
        channel && message
          ? await channel.send(message, maySend)
          : { state: 'refused', reason: 'the settings no longer name this channel' };
      written = written
        .then(() => record(owned, name, outcome, mayHaveArrived, delivery))
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
  { links, clock, log }: DigestDelivery,
): Promise<Message | undefined> {
  const { first, repeat, pageOf: wallet } = messages[name] ?? {};
  const message = mayHaveArrived ? repeat : first;
  if (message === undefined || wallet === undefined) return message;
  const expiresAtMs = clock() + LINK_LIFETIME_MS;
  const page = await bestEffort(log, 'the digest goes without its link', {}, async () =>
    links?.sign({ purpose: 'report', wallet, expiresAtMs }),
  );
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
  { digests, clock, log }: DigestDelivery,
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
