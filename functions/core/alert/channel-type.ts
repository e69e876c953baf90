/** What settings, setup, doctor, the watch, alerts and documents have to know of a type of channel. */
interface ChannelFacts {
  /** "Slack" */
  readonly title: string;
  /** Stands before the title in an alert: "in Slack", "at the webhook". */
  readonly preposition: 'in' | 'at';
  /** What the SSM parameter holds, as people call it. */
  readonly secret: string;
  /** What the secret looks like. */
  readonly example: string;
  /** The environment variable from which the watch reads the secret. */
  readonly variable: string;
  /** It opens incidents and resolves them; other news and digests are not for it. */
  readonly isForIncidents: boolean;
}

const FACTS = {
  slack: {
    title: 'Slack',
    preposition: 'in',
    secret: 'webhook URL',
    example: 'https://hooks.slack.com/services/…',
    variable: 'SLACK_WEBHOOK_URL',
    isForIncidents: false,
  },
  teams: {
    title: 'Teams',
    preposition: 'in',
    secret: 'webhook URL',
    example: 'https://….powerplatform.com/…/triggers/manual/paths/invoke?…',
    variable: 'TEAMS_WEBHOOK_URL',
    isForIncidents: false,
  },
  discord: {
    title: 'Discord',
    preposition: 'in',
    secret: 'webhook URL',
    example: 'https://discord.com/api/webhooks/…',
    variable: 'DISCORD_WEBHOOK_URL',
    isForIncidents: false,
  },
  pagerduty: {
    title: 'PagerDuty',
    preposition: 'in',
    secret: 'routing key',
    example: '32 letters and digits; in the EU after https://events.eu.pagerduty.com and a space',
    variable: 'PAGERDUTY_ROUTING_KEY',
    isForIncidents: true,
  },
  webhook: {
    title: 'webhook',
    preposition: 'at',
    secret: 'address and signing secret',
    example: 'https://example.com/alerts whsec_…',
    variable: 'ALERT_WEBHOOK',
    isForIncidents: false,
  },
} as const satisfies Record<string, ChannelFacts>;

export type ChannelType = keyof typeof FACTS;

/** Every type of channel that the settings know. Whatever lists or switches over types is typed by this record. */
export const CHANNEL_FACTS: Readonly<Record<ChannelType, ChannelFacts>> = FACTS;

export const CHANNEL_TYPES = Object.keys(FACTS) as [ChannelType, ...ChannelType[]];

/** Names a channel in records: "slack:billing". */
export function channelName(type: ChannelType, name: string): string {
  return `${type}:${name}`;
}

/** The type and the settings' name of a channel; undefined for the topic, or a type that there is no more. */
export function parseChannelName(
  channel: string,
): { readonly type: ChannelType; readonly name: string } | undefined {
  const [, type = '', name = ''] = /^([a-z]+):(.*)$/s.exec(channel) ?? [];
  return CHANNEL_TYPES.some((one) => one === type)
    ? { type: type as ChannelType, name }
    : undefined;
}
