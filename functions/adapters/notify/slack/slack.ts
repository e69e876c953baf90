import { slackMessage } from '../../../core/wording/channels/slack.ts';
import type { Message } from '../../../core/wording/message.ts';
import { outgoingUrl } from '../../http/outgoing-url.ts';
import type { ChannelAdapter } from '../channel-adapter.ts';

/** A Slack incoming webhook: https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks */
export const slack: ChannelAdapter = {
  target(secret, allowLoopback) {
    const rule = { what: 'webhook URL', hosts: ['hooks.slack.com'], allowLoopback };
    return { url: outgoingUrl(secret, rule), keys: [] };
  },

  postings({ chat }, { url }) {
    // Slack shall not open a link to show what is behind it.
    const flags = { unfurl_links: false, unfurl_media: false };
    return [{ url, body: JSON.stringify({ ...slackMessage(chat), ...flags }) }];
  },

  // Not every workspace's webhooks take charts. Nothing is remembered of it: one day they will.
  simpler(message, outcome): Message | undefined {
    const { chart, ...chat } = message.chat;
    const isRefused =
      outcome.state === 'refused' && outcome.reason.startsWith('Slack answered 400 invalid_blocks');
    return isRefused && chart !== undefined ? { ...message, chat } : undefined;
  },

  // Slack looks at the webhook before it looks at the message, so that an empty one tells a live webhook from a dead one.
  probe: {
    posting: ({ url }) => ({ url, body: '{}' }),
    isAlive: (outcome) =>
      outcome.state === 'refused' &&
      /^Slack answered 400 (no_text|invalid_payload|invalid_blocks|missing_text)/.test(
        outcome.reason,
      ),
  },
};
