import type { SlackWebhook } from '../adapters/notify/slack/slack-webhook.ts';
import type { SnsTopic } from '../adapters/notify/sns/sns-topic.ts';
import type { Severity } from '../core/alert/alert.ts';
import type { SendOutcome } from '../core/alert/delivery.ts';
import type { Destination } from '../core/alert/outbox.ts';
import type { Message } from '../core/wording/message.ts';

/** A channel for alerts. */
export interface Channel extends Omit<Destination, 'isFailing'> {
  /**
   * Never throws: how it ended is its answer.
   * @param maySend asked right before each request: a run that was frozen wakes up when others have gone on
   */
  send(message: Message, maySend: () => boolean): Promise<SendOutcome>;
}

/** What a use case needs of a logger; secrets never go in. */
export interface Log {
  info(message: string, facts: Record<string, unknown>): void;
  warn(message: string, facts: Record<string, unknown>): void;
  error(message: string, facts: Record<string, unknown>): void;
}

/** The topic hears everything; its subscribers filter by attributes. */
export function snsChannel(topic: SnsTopic): Channel {
  return { name: topic.name, minSeverity: 'info', send: topic.send };
}

export function slackChannel(webhook: SlackWebhook, minSeverity: Severity): Channel {
  return {
    name: `slack:${webhook.name}`,
    minSeverity,
    send: (message, maySend) => webhook.send(message.slack, maySend),
  };
}
