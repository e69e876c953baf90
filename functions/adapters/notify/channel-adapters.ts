import type { ChannelType } from '../../core/alert/channel-type.ts';
import type { ChannelAdapter } from './channel-adapter.ts';

/** By type; each is read when the first message is sent, so that a cold start pays for none of them. */
export const CHANNEL_ADAPTERS: Readonly<Record<ChannelType, () => Promise<ChannelAdapter>>> = {
  slack: async () => (await import('./slack/slack.ts')).slack,
  teams: async () => (await import('./teams/teams.ts')).teams,
  discord: async () => (await import('./discord/discord.ts')).discord,
  pagerduty: async () => (await import('./pagerduty/pagerduty.ts')).pagerduty,
  webhook: async () => (await import('./webhook/webhook.ts')).webhook,
};
