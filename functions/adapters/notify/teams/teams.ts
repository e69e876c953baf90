import { teamsMessage } from '../../../core/wording/channels/teams.ts';
import { outgoingUrl } from '../../http/outgoing-url.ts';
import type { ChannelAdapter } from '../channel-adapter.ts';

/**
 * A workflow of Teams that begins with "When a Teams webhook request is received". Its host has moved twice, so any
 * public one is taken. It answers 202 before it posts: what fails after that is seen in the workflow's runs alone.
 */
export const teams: ChannelAdapter = {
  isPublic: true,

  target(secret, allowLoopback) {
    // Its signature is in the query.
    const rule = { what: 'webhook URL', allowQuery: true, isPublic: true, allowLoopback };
    return { url: outgoingUrl(secret, rule), keys: [] };
  },

  postings({ chat }, { url }) {
    return [{ url, body: JSON.stringify(teamsMessage(chat)) }];
  },
};
