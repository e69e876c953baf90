import { ListSubscriptionsByTopicCommand, type SNSClient } from '@aws-sdk/client-sns';
import type { Subscribers } from '../../../core/state/subscribers.ts';

export interface SnsSubscriptions {
  /** @throws what the SDK throws */
  read(): Promise<Subscribers>;
}

export interface SnsSubscriptionsOptions {
  readonly client: SNSClient;
  readonly topicArn: string;
  /** The addresses that the settings name. */
  readonly emails: readonly string[];
  /** For all pages, milliseconds. @default 5 000 */
  readonly timeoutMs?: number;
}

const PENDING = 'PendingConfirmation';
/** More than anybody has: 100 come a page. */
const MAX_PAGES = 20;

/** Who is subscribed to the topic. A pending mail subscription disappears after 48 h, and nobody is notified. */
export function createSnsSubscriptions(options: SnsSubscriptionsOptions): SnsSubscriptions {
  const { client, topicArn, emails, timeoutMs = 5_000 } = options;
  return {
    async read() {
      const abortSignal = AbortSignal.timeout(timeoutMs);
      const pending = new Set<string>();
      const confirmed = new Set<string>();
      let count = 0;
      let next: string | undefined;
      for (let page = 0; page === 0 || (next !== undefined && page < MAX_PAGES); page++) {
        const command = new ListSubscriptionsByTopicCommand({
          TopicArn: topicArn,
          NextToken: next,
        });
        const { Subscriptions = [], NextToken } = await client.send(command, { abortSignal });
        for (const { SubscriptionArn = '', Protocol, Endpoint = '' } of Subscriptions) {
          const isConfirmed = SubscriptionArn.startsWith('arn:');
          if (isConfirmed) count += 1;
          if (Protocol !== 'email') continue;
          if (isConfirmed) confirmed.add(Endpoint.toLowerCase());
          else if (SubscriptionArn === PENDING) pending.add(Endpoint.toLowerCase());
        }
        next = NextToken;
      }
      const unreached = emails
        .filter((address) => !confirmed.has(address.toLowerCase()))
        .map((address) => ({
          address,
          why: pending.has(address.toLowerCase()) ? ('pending' as const) : ('gone' as const),
        }));
      return { confirmed: count, unreached };
    },
  };
}
