import { fixedSecret } from '../../functions/adapters/aws/secret-source.ts';
import { channelSecretFault } from '../../functions/adapters/notify/channel-secret.ts';
import { createSender, type Sender } from '../../functions/adapters/notify/sender.ts';
import type { AlertFacts } from '../../functions/core/alert/alert.ts';
import { CHANNEL_FACTS, type ChannelType } from '../../functions/core/alert/channel-type.ts';
import { alertId } from '../../functions/core/alert/outbox.ts';
import { makeAlert } from '../../functions/core/decide/make-alert.ts';
import type { Message } from '../../functions/core/wording/message.ts';
import { renderAlert } from '../../functions/core/wording/render.ts';

/** How a channel takes a secret. */
export type ChannelCheck =
  | { readonly state: 'works'; readonly said: string }
  | { readonly state: 'fault'; readonly fault: string };

/** Posts a test that people see; what opens incidents is only asked, so that nobody is paged. */
export async function tryChannel(
  type: ChannelType,
  secret: string,
  allowLoopback: boolean,
  wallet: { readonly id: string; readonly name: string },
): Promise<ChannelCheck> {
  if (CHANNEL_FACTS[type].isForIncidents) return askChannel(type, secret, allowLoopback);
  return checked(type, secret, allowLoopback, async (sender) => ({
    outcome: await sender.send(testMessage(wallet)),
    said: 'took a test message; look for it in the channel',
  }));
}

/** Nothing is known of the wallet yet. */
function testMessage(wallet: { readonly id: string; readonly name: string }): Message {
  const facts: AlertFacts = { burnPerDay: 0, forecastState: 'learning', runwayDays: null };
  const alert = makeAlert('test', 'setup tries this channel', facts, Date.now());
  const id = alertId(alert);
  return renderAlert({ alert, id, wallet, timeZone: 'UTC', isPossibleRepeat: false });
}

/** Shows nothing to anybody. */
export async function askChannel(
  type: ChannelType,
  secret: string,
  allowLoopback: boolean,
): Promise<ChannelCheck> {
  return checked(type, secret, allowLoopback, async (sender) => {
    const outcome = await sender.probe();
    return outcome === undefined
      ? { outcome: { state: 'accepted' }, said: 'is in the right form; test-alert tries it' }
      : { outcome, said: 'takes messages' };
  });
}

async function checked(
  type: ChannelType,
  secret: string,
  allowLoopback: boolean,
  check: (sender: Sender) => Promise<{
    readonly outcome: Awaited<ReturnType<Sender['send']>>;
    readonly said: string;
  }>,
): Promise<ChannelCheck> {
  const fault = await channelSecretFault(type, secret, allowLoopback);
  if (fault !== undefined) return { state: 'fault', fault };
  const sender = createSender({ type, secret: fixedSecret(secret), allowLoopback });
  const { outcome, said } = await check(sender);
  if (outcome.state === 'accepted') return { state: 'works', said };
  return { state: 'fault', fault: outcome.reason };
}
