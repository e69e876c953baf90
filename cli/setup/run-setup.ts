import { channelName } from '../../functions/core/alert/channel-type.ts';
import { hasFunctionUrls, regionFault } from '../../functions/settings/function-urls.ts';
import type { ChannelSettings, Settings } from '../../functions/settings/settings-schema.ts';
import { walletOf } from '../../functions/settings/wallet-settings.ts';
import { CommandError } from '../command-error.ts';
import type { KeyCheckOptions } from '../deployment/check-key.ts';
import type { Stored } from '../deployment/parameters.ts';
import { promptAdditions } from './ask-additions.ts';
import { newLinkKey } from './link-key.ts';
import { secretsFrom } from './secrets-from-stdin.ts';
import { type Additions, draftSettings, settingsAt } from './settings-draft.ts';
import type { SetupDeps } from './setup-deps.ts';
import { takeChannelSecret } from './take-channel-secret.ts';
import { takeKey } from './take-key.ts';

export interface SetupOptions extends Additions {
  /** The settings file. */
  readonly config: string;
  /** The key is the next line of standard input. */
  readonly isKeyPiped: boolean;
  /** The secret of the channel is the next line of standard input. */
  readonly isChannelPiped: boolean;
  readonly api: KeyCheckOptions;
  /** Executions at once that the account has not reserved. @default unknown */
  readonly freeExecutions?: number;
  /** Where the stack will be. */
  readonly region?: string;
}

/** AWS keeps this many executions for functions without a reservation. */
const UNRESERVED_AT_LEAST = 100;
/** Of each of the two public functions. */
const PUBLIC_CONCURRENCY = 5;

/**
 * Brings settings file and secrets to where a deployment finds them. Everything is checked before the
 * first thing is stored, and the file is written last: a setup that was broken off is run again.
 */
export async function runSetup(options: SetupOptions, deps: SetupDeps): Promise<Settings> {
  const { parameters, prompter, say } = deps;
  const known = settingsAt(options.config);
  const additions = known === undefined ? await promptAdditions(options, prompter) : options;
  const draft = draftSettings(options.config, {
    ...additions,
    ...(known === undefined && firstSettings(options, say)),
  });
  if (draft.settings.opsEmail.length === 0) {
    throw new CommandError(
      `nobody would hear of faults of the stack itself, because chats are alerted by what may be broken: add --email, or "opsEmail" to ${options.config}`,
    );
  }
  const fault = regionFault(draft.settings, options.region ?? '');
  if (fault !== undefined) throw new CommandError(`${options.config}: ${fault}`);
  const wallet = walletOf(draft.settings, options.wallet);
  const piped = await pipedSecrets(options, deps);

  const key = await takeKey(wallet, piped.key, options.api, deps);
  const secrets = [];
  const nameOf = ({ type, name }: ChannelSettings) => channelName(type, name);
  const [first] = draft.settings.channels.map(nameOf);
  for (const channel of draft.settings.channels) {
    const isNamed = nameOf(channel) === (options.channel ?? first);
    const secret = isNamed ? piped.channel : undefined;
    secrets.push(await takeChannelSecret(channel, secret, { ...options.api, wallet }, deps));
  }

  for (const { parameter, value, what } of [key, ...secrets]) {
    say(`${what}: ${SAID[await parameters.write(parameter, value)]} at ${parameter}`);
  }
  if (draft.settings.page) await ensureLinkKey(draft.settings, deps);
  draft.save();
  say(`${options.config}: ${draft.isChanged ? 'written' : 'unchanged'}`);
  return draft.settings;
}

/** What the account and its region make of a first settings file. */
function firstSettings(
  { region, freeExecutions = 0 }: SetupOptions,
  say: SetupDeps['say'],
): Partial<Additions> {
  if (region !== undefined && !hasFunctionUrls(region)) {
    say(
      `AWS has no Function URLs in ${region}: "page": false, so there are no links and no webhooks`,
    );
    return { page: false };
  }
  if (freeExecutions < UNRESERVED_AT_LEAST + 2 * PUBLIC_CONCURRENCY) return {};
  return { publicConcurrency: PUBLIC_CONCURRENCY };
}

const SAID: Readonly<Record<Stored, string>> = {
  stored: 'stored, encrypted,',
  replaced: 'replaced, encrypted,',
  unchanged: 'unchanged',
};

/** Nobody needs to know it; who replaces it makes every link that was sent useless. */
async function ensureLinkKey(
  { linkKeyParameter }: Settings,
  { parameters, say }: SetupDeps,
): Promise<void> {
  const known = await parameters.read(linkKeyParameter);
  if (known?.isSecure) return;
  await parameters.write(linkKeyParameter, known?.value ?? newLinkKey());
  say(`Key that signs the links in messages: made, and stored, encrypted, at ${linkKeyParameter}`);
}

async function pipedSecrets(
  { isKeyPiped, isChannelPiped }: SetupOptions,
  { stdin }: SetupDeps,
): Promise<{ key?: string; channel?: string }> {
  const wanted = [
    ...(isKeyPiped ? (['key'] as const) : []),
    ...(isChannelPiped ? (['channel'] as const) : []),
  ];
  if (wanted.length === 0) return {};
  const names = { key: 'the API key', channel: 'the secret of the channel' };
  const lines = await secretsFrom(
    stdin,
    wanted.map((name) => names[name]),
  );
  return Object.fromEntries(wanted.map((name, at) => [name, lines[at]]));
}
