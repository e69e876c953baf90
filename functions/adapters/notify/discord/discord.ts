import type { SendOutcome } from '../../../core/alert/delivery.ts';
import { discordMessage } from '../../../core/wording/channels/discord.ts';
import { outgoingUrl } from '../../http/outgoing-url.ts';
import type { ChannelAdapter } from '../channel-adapter.ts';

const HOSTS = ['discord.com', 'discordapp.com', 'canary.discord.com', 'ptb.discord.com'];

/** A Discord webhook: https://discord.com/developers/docs/resources/webhook#execute-webhook */
export const discord: ChannelAdapter = {
  target(secret, allowLoopback) {
    const url = outgoingUrl(secret, { what: 'webhook URL', hosts: HOSTS, allowLoopback });
    // Without it Discord answers before it has looked at the message.
    url.searchParams.set('wait', 'true');
    return { url, keys: [] };
  },

  postings({ chat }, { url }) {
    return [{ url, body: JSON.stringify(discordMessage(chat)) }];
  },

  /** How long to wait stands in the body to the millisecond; the header is rounded, or absent. */
  outcomeOf({ status, text }, usual): SendOutcome {
    if (status !== 429 || usual.state !== 'failed') return usual;
    const [, seconds] = /"retry_after"\s*:\s*(\d+(?:\.\d+)?)/.exec(text) ?? [];
    return seconds === undefined ? usual : { ...usual, retryAfterMs: Number(seconds) * 1_000 };
  },

  // Discord knows the webhook before it finds that there is no message.
  probe: {
    posting: ({ url }) => ({ url, body: '{}' }),
    isAlive: (outcome) =>
      outcome.state === 'refused' && /answered 400 .*50006/.test(outcome.reason),
  },
};
