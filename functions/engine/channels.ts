import type { SNSClient } from '@aws-sdk/client-sns';
import type { Secrets } from '../adapters/aws/secrets.ts';
import { createSlackWebhook } from '../adapters/notify/slack/slack-webhook.ts';
import { createSnsTopic } from '../adapters/notify/sns/sns-topic.ts';
import { createLinkSigner, type LinkSigner } from '../adapters/web/signed-links.ts';
import type { Environment } from '../settings/environment.ts';
import type { Settings } from '../settings/settings-schema.ts';
import { destinationsOf } from '../settings/wallet-settings.ts';
import { type Channel, slackChannel, snsChannel } from './channel.ts';

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
  const destinations = wallet === undefined ? settings.slack : destinationsOf(settings, wallet);
  const slack = destinations.map(({ name, parameter, minSeverity }) => {
    const url = secrets.source(parameter);
    const allowLoopback = baseUrl !== undefined;
    return slackChannel(createSlackWebhook({ name, url, allowLoopback }), minSeverity);
  });
  return {
    channels: [snsChannel(createSnsTopic({ client: sns, topicArn })), ...slack],
    ...(reportUrl !== undefined && {
      links: createLinkSigner(secrets.source(settings.linkKeyParameter), reportUrl),
    }),
  };
}
