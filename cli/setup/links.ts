import { SSMClient } from '@aws-sdk/client-ssm';
import { Command } from 'commander';
import { loadSettings } from '../../functions/settings/settings.ts';
import { CommandError } from '../command-error.ts';
import { parametersOf } from '../deployment/parameters.ts';
import { note } from '../output/write.ts';
import { awsError } from '../stack-table.ts';
import { replaceLinkKey } from './link-key.ts';

interface LinksFlags {
  /** An option of `setup` itself. */
  readonly config: string;
  readonly rotate?: boolean;
  readonly revoke?: boolean;
}

/** `runway setup links`: replaces the key that signs the links in messages. */
export function linksCommand(): Command {
  return new Command('links')
    .description('replace the key that signs the links in messages')
    .option('--rotate', 'links that were sent still open until they expire')
    .option('--revoke', 'links that were sent stop opening within five minutes')
    .action(async (_flags: unknown, command: Command) => {
      await replace(command.optsWithGlobals<LinksFlags>());
    });
}

async function replace({ config, rotate = false, revoke = false }: LinksFlags): Promise<void> {
  if (rotate === revoke) throw new CommandError('choose one: --rotate or --revoke');
  const { linkKeyParameter } = loadSettings(config);
  const client = new SSMClient();
  try {
    await replaceLinkKey(linkKeyParameter, revoke, Date.now(), parametersOf(client));
    note(
      revoke
        ? 'The key is replaced. Links that were sent stop opening within five minutes.'
        : 'The key is rotated. New links use it ten minutes from now on; those that were sent open until they expire.',
    );
  } catch (error) {
    throw awsError(error, '');
  } finally {
    client.destroy();
  }
}
