import { fixedSecret } from '../../functions/adapters/aws/secret-source.ts';
import { channelSecretFault } from '../../functions/adapters/notify/channel-secret.ts';
import {
  CHANNEL_FACTS,
  CHANNEL_TYPES,
  type ChannelType,
} from '../../functions/core/alert/channel-type.ts';
import { type Channel, postedChannel, snsChannel } from '../../functions/engine/channels.ts';
import { createLocalTopic } from './topic.ts';

/** A channel that an environment variable names. Holds its secret: not to be shown. */
export interface LocalChannel {
  readonly type: ChannelType;
  readonly secret: string;
}

/**
 * The channels of this machine's environment, one of each type at most.
 * @returns what is malformed as `faults`, without a secret in it
 */
export async function readLocalChannels(
  env: NodeJS.ProcessEnv,
): Promise<{ readonly found: readonly LocalChannel[]; readonly faults: readonly string[] }> {
  const found: LocalChannel[] = [];
  const faults: string[] = [];
  for (const type of CHANNEL_TYPES) {
    const { variable } = CHANNEL_FACTS[type];
    const secret = env[variable]?.trim() ?? '';
    if (secret === '') continue;
    const fault = await channelSecretFault(type, secret, true);
    if (fault === undefined) found.push({ type, secret });
    else faults.push(`${variable}: ${fault}`);
  }
  return { found, faults };
}

/** The local topic, and what the environment names. */
export function localChannels(
  found: readonly LocalChannel[],
  write: (text: string) => void,
): Channel[] {
  const posted = found.map(({ type, secret: value }) => {
    const secret = fixedSecret(value, CHANNEL_FACTS[type].variable);
    return postedChannel({ type, name: 'watch', secret, allowLoopback: true });
  });
  return [snsChannel(createLocalTopic({ write })), ...posted];
}
