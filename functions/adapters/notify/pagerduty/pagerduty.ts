import { pagerdutyEvents } from '../../../core/wording/channels/pagerduty.ts';
import { outgoingUrl } from '../../http/outgoing-url.ts';
import type { ChannelAdapter, Target } from '../channel-adapter.ts';
import { malformed, wordsOf } from '../secret-words.ts';

/** Of the service regions US and EU. */
const HOSTS = ['events.pagerduty.com', 'events.eu.pagerduty.com'];

/** PagerDuty's Events API v2: https://developer.pagerduty.com/docs/send-alert-event */
export const pagerduty: ChannelAdapter = {
  target(secret, allowLoopback) {
    const words = wordsOf(secret);
    const [key = ''] = words.slice(-1);
    const [address = `https://${HOSTS[0]}`] = words.slice(0, -1);
    if (words.length > 2 || !/^[A-Za-z0-9]{32}$/.test(key)) {
      throw malformed(
        'pagerduty',
        'must be 32 letters and digits, with the address of the region before it in the EU',
      );
    }
    const url = outgoingUrl(address, { what: 'address of PagerDuty', hosts: HOSTS, allowLoopback });
    return { url: new URL('/v2/enqueue', url), keys: [key] };
  },

  postings(message, { url, keys }, { minSeverity }) {
    return pagerdutyEvents(message, minSeverity).map((event) => ({
      url,
      body: JSON.stringify({ routing_key: keys[0], ...event }),
    }));
  },

  // To resolve what was never opened changes nothing, and a key that is not known is refused.
  probe: {
    posting: ({ url, keys }: Target) => ({
      url,
      body: JSON.stringify({
        routing_key: keys[0],
        event_action: 'resolve',
        dedup_key: 'smartlyq-runway/probe',
      }),
    }),
  },
};
