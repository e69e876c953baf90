import { CHANNEL_FACTS, type ChannelType } from '../../core/alert/channel-type.ts';
import { OutgoingUrlError } from '../http/outgoing-url.ts';

/** The address and the words behind it of a secret such as "https://example.com whsec_…". */
export function wordsOf(secret: string): string[] {
  return secret.split(/\s+/).filter((word) => word !== '');
}

/** @throws OutgoingUrlError */
export function malformed(type: ChannelType, fault: string): OutgoingUrlError {
  return new OutgoingUrlError(`${CHANNEL_FACTS[type].secret} ${fault}`);
}
