import type { Severity } from '../../core/alert/alert.ts';
import { CHANNEL_FACTS, type ChannelType } from '../../core/alert/channel-type.ts';
import type { SendOutcome } from '../../core/alert/delivery.ts';
import type { Message } from '../../core/wording/message.ts';
import { SETUP, SecretMissingError, type SecretSource } from '../aws/secret-source.ts';
import { OutgoingUrlError } from '../http/outgoing-url.ts';
import { outsideText } from '../http/outside-text.ts';
import { type Posting, postMessage } from '../http/post-message.ts';
import type { ChannelAdapter, Target } from './channel-adapter.ts';
import { CHANNEL_ADAPTERS } from './channel-adapters.ts';

// No service's own package: Slack's, for one, brings axios and 4.4 ms of cold start for one POST.

export interface SenderOptions {
  readonly type: ChannelType;
  /** Whoever knows it can post, so it never leaves the sender. */
  readonly secret: SecretSource;
  /** @default info */
  readonly minSeverity?: Severity;
  /** Local mode and tests: a stand-in on this machine is allowed. @default false */
  readonly allowLoopback?: boolean;
  /** For one attempt, milliseconds. @default 5 000 */
  readonly timeoutMs?: number;
  /** For one message, attempts and pauses together, milliseconds. @default 15 000 */
  readonly totalTimeoutMs?: number;
  readonly sleep?: (ms: number) => Promise<void>;
  /** In [0, 1). */
  readonly random?: () => number;
}

export interface Sender {
  /**
   * Never throws, and no outcome holds a secret.
   * @param maySend asked right before each request leaves. @default always
   */
  send(message: Message, maySend?: () => boolean): Promise<SendOutcome>;
  /** Asks whether messages would be taken, and shows none. undefined: this type cannot be asked so. */
  probe(): Promise<SendOutcome | undefined>;
}

/** Posts to one channel of the settings. */
export function createSender(options: SenderOptions): Sender {
  const { type, secret: source, minSeverity = 'info', allowLoopback = false } = options;
  const { timeoutMs = 5_000, totalTimeoutMs = 15_000, sleep, random } = options;
  const { title } = CHANNEL_FACTS[type];
  const service = title === 'webhook' ? 'the webhook' : title;

  async function postAll(
    postings: readonly Posting[],
    adapter: ChannelAdapter,
    { keys }: Target,
    time: { leftMs: number },
    maySend: () => boolean,
  ): Promise<SendOutcome> {
    let outcome: SendOutcome = { state: 'accepted' };
    for (const posting of postings) {
      outcome = await postMessage(posting, time, {
        service,
        secrets: keys,
        isPublic: adapter.isPublic && !allowLoopback,
        outcomeOf: adapter.outcomeOf,
        timeoutMs,
        maySend,
        sleep,
        random,
      });
      if (outcome.state !== 'accepted') return outcome;
    }
    return outcome;
  }

  async function withSecret(
    post: (adapter: ChannelAdapter, target: Target) => Promise<SendOutcome>,
  ): Promise<SendOutcome> {
    try {
      const adapter = await CHANNEL_ADAPTERS[type]();
      const stored = await source.read();
      const outcome = await post(adapter, adapter.target(stored, allowLoopback));
      if (outcome.state !== 'refused') return outcome;
      // It may have been replaced since it was cached: look again before giving the message up.
      const fresh = await source.read({ fresh: true }).catch(() => stored);
      if (fresh === stored) return outcome;
      return await post(adapter, adapter.target(fresh, allowLoopback));
    } catch (error) {
      const reason = reasonUnsent(error, type, source.remedy ?? SETUP);
      return { state: 'failed', reason, arrived: 'no' };
    }
  }

  return {
    send(message, maySend = () => true) {
      const time = { leftMs: totalTimeoutMs };
      return withSecret(async (adapter, target) => {
        const context = { minSeverity, nowMs: Date.now() };
        const post = (one: Message) =>
          postAll(adapter.postings(one, target, context), adapter, target, time, maySend);
        const outcome = await post(message);
        const simpler = adapter.simpler?.(message, outcome);
        return simpler === undefined ? outcome : post(simpler);
      });
    },

    async probe() {
      const { probe } = await CHANNEL_ADAPTERS[type]();
      if (probe === undefined) return undefined;
      return withSecret(async (adapter, target) => {
        const time = { leftMs: totalTimeoutMs };
        const outcome = await postAll([probe.posting(target)], adapter, target, time, () => true);
        return probe.isAlive?.(outcome) ? { state: 'accepted' } : outcome;
      });
    },
  };
}

/** Nothing was sent, and storing a right secret heals it: that is a failure, not a refusal. */
function reasonUnsent(error: unknown, type: ChannelType, remedy: string): string {
  if (error instanceof SecretMissingError) {
    return `no ${CHANNEL_FACTS[type].secret} stored: run setup (looked at ${error.parameter})`;
  }
  const said = error instanceof Error ? outsideText(error.message) : 'not sent';
  return error instanceof OutgoingUrlError ? `the stored ${said}: ${remedy}` : said;
}
