import type { Sender } from '../adapters/notify/sender.ts';
import type { Log } from '../engine/log.ts';
import { alarmMessage } from './alarm-message.ts';

export interface RelayDeps {
  /** By the name that the channel has in records: "slack:billing". */
  readonly channels: readonly { readonly name: string; readonly sender: Pick<Sender, 'send'> }[];
  readonly clock: () => number;
  readonly log: Log;
}

/**
 * Tells every channel of a change of an alarm. Email is subscribed to the topic itself and needs no relay.
 * @throws when a channel did not take it and may do so later; those that took it are notified again then
 */
export async function relayAlarm(published: string, deps: RelayDeps): Promise<void> {
  const { channels, clock, log } = deps;
  const message = alarmMessage(published, clock());
  if (message === undefined) return;
  const failed: string[] = [];
  await Promise.all(
    channels.map(async ({ name, sender }) => {
      const outcome = await sender.send(message);
      log.info('alarm relayed', { channel: name, outcome: outcome.state });
      if (outcome.state === 'failed') failed.push(`${name}: ${outcome.reason}`);
    }),
  );
  if (failed.length > 0) throw new Error(`an alarm did not reach ${failed.join('; ')}`);
}
