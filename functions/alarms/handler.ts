import { SSMClient } from '@aws-sdk/client-ssm';
import type { SNSEvent } from 'aws-lambda';
import { log } from '../adapters/aws/log.ts';
import { createSecrets } from '../adapters/aws/secrets.ts';
import { createSender } from '../adapters/notify/sender.ts';
import { channelName } from '../core/alert/channel-type.ts';
import { deployedSettings, VARIABLES } from '../settings/environment.ts';
import { alarmChannels } from '../settings/wallet-settings.ts';
import { relayAlarm } from './relay-alarm.ts';

const settings = deployedSettings(new URL('./runway.config.json', import.meta.url));
const clock = Date.now;
const secrets = createSecrets({ client: new SSMClient(), clock });
/** Only a deployment that was pointed away from the vendor, as a test is, may talk to its own machine. */
const allowLoopback = process.env[VARIABLES.baseUrl] !== undefined;
const channels = alarmChannels(settings).map(({ type, name, parameter }) => {
  const secret = secrets.source(parameter);
  return { name: channelName(type, name), sender: createSender({ type, secret, allowLoopback }) };
});

/** Invoked by the ops topic with each change of an alarm. */
export async function handler({ Records }: SNSEvent): Promise<void> {
  for (const { Sns } of Records) await relayAlarm(Sns.Message, { channels, clock, log });
}
