import { CHANNEL_FACTS, channelName } from '../../functions/core/alert/channel-type.ts';
import type { ChannelSettings, WalletSettings } from '../../functions/settings/settings-schema.ts';
import { CommandError } from '../command-error.ts';
import { askChannel, type ChannelCheck, tryChannel } from '../deployment/check-channel.ts';
import { missingSecret, type Secret } from './secret.ts';
import type { SetupDeps } from './setup-deps.ts';

/** A new secret shows itself in its channel; a stored one is asked without a message. */
export async function takeChannelSecret(
  { type, name, parameter }: ChannelSettings,
  piped: string | undefined,
  { allowLoopback, wallet }: { readonly allowLoopback: boolean; readonly wallet: WalletSettings },
  { parameters, prompter, say }: SetupDeps,
): Promise<Secret> {
  const { title, secret, example } = CHANNEL_FACTS[type];
  const channel = channelName(type, name);
  const what = `${secret} of ${channel}`;
  const known = (await parameters.read(parameter))?.value;
  const check = (value: string): Promise<ChannelCheck> =>
    value === known
      ? askChannel(type, value, allowLoopback)
      : tryChannel(type, value, allowLoopback, wallet);

  if (piped === undefined && prompter !== undefined) {
    const isReplaced =
      known === undefined || (await prompter.confirm(`Replace the stored ${what}?`));
    if (isReplaced) {
      let said = '';
      const value = await prompter.secret(`${title}: ${what} (${example}):`, async (answer) => {
        const result = await check(answer);
        if (result.state === 'fault') return result.fault;
        said = result.said;
        return undefined;
      });
      say(`${channel} ${said}`);
      return { what, parameter, value };
    }
  }
  const value = piped ?? known;
  if (value === undefined) {
    throw missingSecret(`the ${what}`, `--channel ${channel} --channel-stdin`);
  }
  const result = await check(value);
  if (result.state === 'fault') {
    throw new CommandError(`the ${what} does not work: ${result.fault}`);
  }
  say(`${channel} ${result.said}`);
  return { what, parameter, value };
}
