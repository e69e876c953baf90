import type { ChannelType } from '../../core/alert/channel-type.ts';
import { OutgoingUrlError } from '../http/outgoing-url.ts';
import { CHANNEL_ADAPTERS } from './channel-adapters.ts';

/** What is wrong with the form of a channel's secret, without showing it; undefined when it is right. */
export async function channelSecretFault(
  type: ChannelType,
  secret: string,
  allowLoopback: boolean,
): Promise<string | undefined> {
  try {
    (await CHANNEL_ADAPTERS[type]()).target(secret, allowLoopback);
    return undefined;
  } catch (error) {
    if (error instanceof OutgoingUrlError) return `the ${error.message}`;
    throw error;
  }
}
