import { CHANNEL_TYPES } from '../../functions/core/alert/channel-type.ts';
import { parseSettings } from '../../functions/settings/settings.ts';
import { SettingsError } from '../../functions/settings/settings-error.ts';
import type { Prompter } from './prompter.ts';
import type { Additions } from './settings-draft.ts';

/** For the first settings file: what the flags leave open. Every answer may be Enter. */
export async function promptAdditions(
  flags: Additions,
  prompter: Prompter | undefined,
): Promise<Additions> {
  if (prompter === undefined) return flags;
  const here = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const emails =
    flags.emails ??
    listed(
      await prompter.text('E-mail addresses for alerts and for faults of the stack itself:', {
        toFault: (answer) =>
          listed(answer).length === 0
            ? 'Give at least one: a chat is alerted by what may be broken.'
            : toFault({ email: listed(answer) }),
      }),
    );
  const timeZone =
    flags.timeZone ??
    (await prompter.text('Time zone:', {
      fallback: here,
      toFault: (answer) => toFault({ timeZone: answer }),
    }));
  const channel =
    flags.channel ??
    (await prompter.text(
      `A channel to alert, its type and a name of your own, such as slack:billing (types: ${CHANNEL_TYPES.join(', ')}), or Enter for none:`,
      { toFault: (answer) => (answer === '' ? undefined : channelFault(answer)) },
    ));
  return { ...flags, emails, timeZone, ...(channel === '' ? {} : { channel }) };
}

function channelFault(answer: string): string | undefined {
  const [type, name = ''] = answer.split(/:(.*)/s);
  return toFault({ channels: [{ type, name, parameter: '/x' }] });
}

function listed(answer: string): string[] {
  return answer.split(/[\s,;]+/).filter((address) => address !== '');
}

/** Undefined for an empty list, which the settings take for an absent one. */
function toFault(setting: Readonly<Record<string, unknown>>): string | undefined {
  const [value] = Object.values(setting);
  if (Array.isArray(value) && value.length === 0) return undefined;
  try {
    parseSettings({ wallets: [{ id: 'main' }], ...setting });
    return undefined;
  } catch (error) {
    if (error instanceof SettingsError) return error.message;
    throw error;
  }
}
