import { Webhook } from 'standardwebhooks';
import type { SendOutcome } from '../../../core/alert/delivery.ts';
import { outgoingUrl } from '../../http/outgoing-url.ts';
import type { ChannelAdapter } from '../channel-adapter.ts';
import { malformed, wordsOf } from '../secret-words.ts';

/** Two, while receivers change from the old to the new one. */
const MAX_SECRETS = 2;
/** "whsec_" and the base64 of 24 to 64 bytes. */
const SECRET = /^whsec_(?:[A-Za-z0-9+/]{4}){8,22}(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

/** The published JSON, signed as https://www.standardwebhooks.com describes. */
export const webhook: ChannelAdapter = {
  isPublic: true,

  target(stored, allowLoopback) {
    const [address = '', ...keys] = wordsOf(stored);
    const rule = { what: 'address', allowQuery: true, isPublic: true, allowLoopback };
    const url = outgoingUrl(address, rule);
    if (keys.length < 1 || keys.length > MAX_SECRETS || !keys.every((key) => SECRET.test(key))) {
      throw malformed(
        'webhook',
        'must be an address and one or two secrets behind it, each "whsec_" and the base64 of 24 to 64 bytes',
      );
    }
    return { url, keys };
  },

  postings({ event }, { url, keys }, { nowMs }) {
    const body = JSON.stringify(event);
    // The scheme joins id, time and body by full stops, so an id must hold none.
    const id = String(event.id).replaceAll('.', '_');
    const at = new Date(nowMs);
    return [
      {
        url,
        body,
        headers: {
          'webhook-id': id,
          'webhook-timestamp': String(Math.floor(nowMs / 1_000)),
          'webhook-signature': keys.map((key) => new Webhook(key).sign(id, at, body)).join(' '),
        },
      },
    ];
  },

  outcomeOf({ status }, usual): SendOutcome {
    return status === 410 && usual.state === 'refused' ? { ...usual, isEnd: true } : usual;
  },
};
