import type { SNSClient } from '@aws-sdk/client-sns';
import type { Secrets } from '../adapters/aws/secrets.ts';
import { createSlackWebhook, type SlackWebhook } from '../adapters/notify/slack/slack-webhook.ts';
import { createSnsTopic, type SnsTopic } from '../adapters/notify/sns/sns-topic.ts';
import { createLinkSigner, type LinkSigner } from '../adapters/web/signed-links.ts';
import type { Severity } from '../core/alert/alert.ts';
import type { SendOutcome } from '../core/alert/delivery.ts';
import type { Destination } from '../core/alert/outbox.ts';
import type { Message } from '../core/wording/message.ts';
import type { Environment } from '../settings/environment.ts';
import type { Settings } from '../settings/settings-schema.ts';
import { matchingDestinations } from '../settings/wallet-settings.ts';

/** A channel for alerts. */
export interface Channel extends Omit<Destination, 'isFailing'> {
  /** Ids of the wallets whose part of a digest it gets. @default all */
  readonly wallets?: readonly string[];
  /**
   * Never throws: how it ended is its answer.
   * @param maySend asked right before each request: a run that was frozen wakes up when others have gone on
   */
  send(message: Message, maySend: () => boolean): Promise<SendOutcome>;
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
  { settings, environment, sns, secrets }: ChannelOptions,
): Channels {
  const { topicArn, reportUrl, baseUrl } = environment;
  const destinations =
    wallet === undefined ? settings.slack : matchingDestinations(settings, wallet);
  const slack = destinations.map(({ name, parameter, minSeverity, wallets }) => {
    const url = secrets.source(parameter);
    const allowLoopback = baseUrl !== undefined;
    const webhook = createSlackWebhook({ name, url, allowLoopback });
    return { ...slackChannel(webhook, minSeverity), wallets };
  });
  return {
    channels: [snsChannel(createSnsTopic({ client: sns, topicArn })), ...slack],
    ...(reportUrl !== undefined && {
      links: createLinkSigner(secrets.source(settings.linkKeyParameter), reportUrl),
    }),
  };
}
