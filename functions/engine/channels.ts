import type { SNSClient } from '@aws-sdk/client-sns';
import type { Secrets } from '../adapters/aws/secrets.ts';
import { createSender, type SenderOptions } from '../adapters/notify/sender.ts';
import { createChatTopic } from '../adapters/notify/sns/chat-topic.ts';
import { createSnsTopic, type SnsTopic } from '../adapters/notify/sns/sns-topic.ts';
import { createLinkSigner, type LinkSigner } from '../adapters/web/signed-links.ts';
import { CHANNEL_FACTS, channelName } from '../core/alert/channel-type.ts';
import type { SendOutcome } from '../core/alert/delivery.ts';
import type { Destination } from '../core/alert/outbox.ts';
import type { Message } from '../core/wording/message.ts';
import type { Environment } from '../settings/environment.ts';
import type { Settings } from '../settings/settings-schema.ts';
import { matchingChannels } from '../settings/wallet-settings.ts';

/** A channel for alerts. */
export interface Channel extends Omit<Destination, 'isFailing' | 'isEnded'> {
  /** Ids of the wallets whose alerts it gets. @default all */
  readonly wallets?: readonly string[];
  /**
   * Never throws: how it ended is its answer.
   * @param maySend asked right before each request: a run that was frozen wakes up when others have gone on
   */
  send(message: Message, maySend: () => boolean): Promise<SendOutcome>;
}

/** A topic hears everything; its subscribers filter by attributes. */
export function snsChannel(topic: SnsTopic): Channel {
  return { name: topic.name, minSeverity: 'info', send: topic.send };
}

export interface PostedChannelOptions extends SenderOptions {
  /** As the settings name it. */
  readonly name: string;
  /** @default all */
  readonly wallets?: readonly string[];
}

/** A channel that alerts are posted to, such as Slack. */
export function postedChannel(options: PostedChannelOptions): Channel {
  const { type, name, minSeverity = 'info', wallets } = options;
  return {
    name: channelName(type, name),
    minSeverity,
    wallets,
    isForIncidents: CHANNEL_FACTS[type].isForIncidents,
    send: createSender(options).send,
  };
}

export interface Channels {
  readonly channels: readonly Channel[];
  readonly links?: LinkSigner;
}

export interface ChannelOptions {
  readonly settings: Settings;
  readonly environment: Environment;
  readonly sns: SNSClient;
  readonly secrets: Secrets;
}

/** Where alerts of a wallet, or of all, go, as the settings have it, and who signs the links in them. */
export function createChannels(
  wallet: string | undefined,
  { settings, environment, sns: client, secrets }: ChannelOptions,
): Channels {
  const { topicArn, chatTopicArn, reportUrl, baseUrl } = environment;
  const allowLoopback = baseUrl !== undefined;
  const posted = matchingChannels(settings, wallet).map(({ parameter, ...channel }) =>
    postedChannel({ ...channel, secret: secrets.source(parameter), allowLoopback }),
  );
  const chat =
    chatTopicArn === undefined ? [] : [createChatTopic({ client, topicArn: chatTopicArn })];
  return {
    channels: [...[createSnsTopic({ client, topicArn }), ...chat].map(snsChannel), ...posted],
    ...(reportUrl !== undefined && {
      links: createLinkSigner(secrets.source(settings.linkKeyParameter), reportUrl),
    }),
  };
}
