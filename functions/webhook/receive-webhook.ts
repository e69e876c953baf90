import type { InvokePoll } from '../adapters/aws/poll-invoker.ts';
import type { SecretSource } from '../adapters/aws/secret-source.ts';
import type { EventStore } from '../adapters/table/event-items.ts';
import { isMadeWith } from '../adapters/web/rotating-secret.ts';
import { freshSignature, isSignedBy } from '../adapters/web/webhook-signature.ts';
import type { Log } from '../engine/log.ts';
import { logIgnoredFields } from '../engine/log.ts';
import { parseEvent } from './parse-event.ts';

/** The vendor's events are a few hundred bytes. */
export const MAX_BODY_BYTES = 64 * 1024;

/** One delivery as it came over HTTP. */
export interface Delivery {
  readonly method: string;
  /** "/main": names the wallet. */
  readonly path: string;
  /** `X-SmartlyQ-Signature`. */
  readonly signature: string | undefined;
  readonly body: string | undefined;
  /** A Function URL hands over what it does not take for text in base64. */
  readonly isBase64: boolean;
}

export interface WebhookRuntime {
  /** Where each wallet's signing secret is read; undefined: no such wallet, or it takes no webhooks. */
  readonly secretFor: (wallet: string) => SecretSource | undefined;
  readonly events: EventStore;
  readonly invokePoll: InvokePoll;
  readonly invokeSubAccounts: InvokePoll;
  /** Whether a wallet's sub-account is watched: another function deals with its events. */
  readonly isWatched: (wallet: string, subAccount: string) => boolean;
  readonly clock: () => number;
  readonly log: Log;
  /** @default each is logged */
  readonly logRefusal?: (why: string) => void;
}

/** `refused` is one answer for every reason: it tells a stranger nothing. */
export type Receipt = 'acknowledged' | 'refused';

/**
 * Takes one delivery: verify, record, hand on, acknowledge. What costs an AWS call comes after what costs none.
 * An event that was recorded and not dealt with is handed on again; one that was dealt with changes nothing.
 * @throws when the table or the poll cannot be reached: the vendor then tries again
 */
export async function receiveWebhook(
  delivery: Delivery,
  runtime: WebhookRuntime,
): Promise<Receipt> {
  const { secretFor, events, invokePoll, invokeSubAccounts, isWatched, clock, log } = runtime;
  const { logRefusal = (why) => log.info('webhook refused', { why }) } = runtime;
  const nowMs = clock();
  const refused = (why: string): Receipt => {
    logRefusal(why);
    return 'refused';
  };

  if (delivery.method !== 'POST') return refused('no POST');
  const wallet = walletIn(delivery.path);
  const secret = wallet === undefined ? undefined : secretFor(wallet);
  if (wallet === undefined || secret === undefined) return refused('no such wallet');
  const signature = freshSignature(delivery.signature, nowMs);
  if (signature === undefined) return refused('no fresh signature');
  const body = bodyBytes(delivery);
  if (body === undefined) return refused('no body, or too large');
  try {
    const isGenuine = await isMadeWith(secret, nowMs, (key) => isSignedBy(key, signature, body));
    if (!isGenuine) return refused('wrong signature');
  } catch (error) {
    // Refused like all others: the vendor tries again, and a stranger learns nothing.
    log.error('a webhook could not be checked', { wallet, why: String(error) });
    return 'refused';
  }

  const parsed = parseEvent(body.toString('utf8'), nowMs);
  if (parsed.kind !== 'event') {
    // Signed by the vendor: to refuse it would have it sent again, and pause the endpoint in the end.
    log.info('webhook without effect', { wallet, ...parsed });
    return 'acknowledged';
  }
  const { event, ignored } = parsed;
  const { id, name, workspaceId } = event;
  const isOfSubAccount = workspaceId !== undefined && isWatched(wallet, workspaceId);
  const claimed = await events.claim(wallet, event, isOfSubAccount ? workspaceId : undefined);
  logIgnoredFields(log, ignored, claimed === 'new', { wallet, event: name });
  if (claimed !== 'done') {
    await (isOfSubAccount ? invokeSubAccounts : invokePoll)({ wallet, event: { id } });
  }
  log.info('webhook received', { wallet, id, name, claimed });
  return 'acknowledged';
}

function walletIn(path: string): string | undefined {
  return /^\/([a-z0-9][a-z0-9-]{0,31})$/.exec(path)?.[1];
}

/** The bytes that were signed; undefined when there are none, or too many. */
function bodyBytes({ body = '', isBase64 }: Delivery): Buffer | undefined {
  // Four characters of base64 are three bytes; anything much longer need not be decoded to be refused.
  if (body.length > MAX_BODY_BYTES * 2) return undefined;
  const bytes = Buffer.from(body, isBase64 ? 'base64' : 'utf8');
  return bytes.length === 0 || bytes.length > MAX_BODY_BYTES ? undefined : bytes;
}
