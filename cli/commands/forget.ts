import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { Command } from 'commander';
import { createSweepStore } from '../../functions/adapters/table/sweep-items.ts';
import { subAccountParts } from '../../functions/core/agency/sub-account.ts';
import { loadSettings, SETTINGS_FILE } from '../../functions/settings/settings.ts';
import { isKnownWallet } from '../../functions/settings/wallet-settings.ts';
import { CommandError } from '../command-error.ts';
import { forgetWallet, storedOf } from '../forget/forget-wallet.ts';
import { homeOf, openToRead } from '../local/home.ts';
import { print } from '../output/write.ts';
import { checkWallet, withWallets } from '../wallet-access.ts';

interface ForgetFlags {
  readonly stack?: string;
  readonly config: string;
  readonly yes?: true;
}

interface Forgotten {
  readonly items: number;
  /** SSM parameters that were removed. */
  readonly secrets: readonly string[];
}

const NOTE = `
It deletes readings, days, alerts, snoozes and events. With --stack it also deletes the secrets
/smartlyq-runway/WALLET/api-key and /smartlyq-runway/WALLET/webhook-secret.
Point-in-time recovery can still bring the deleted history back for 35 days.`;

/** `runway forget`: the owner's data is deleted, not only no longer shown. */
export function forgetCommand(): Command {
  return new Command('forget')
    .description('delete all that is stored of a wallet or sub-account')
    .argument('<wallet>', 'id of a wallet, or of a sub-account such as main/421077')
    .option('--stack <name>', 'forget it in this deployed stack instead of the local history')
    .option('--config <file>', 'the settings file of the stack', SETTINGS_FILE)
    .option('--yes', 'do not ask')
    .addHelpText('after', NOTE)
    .action(async (wallet: string, flags: ForgetFlags) => {
      const { items, secrets } = await (flags.stack === undefined
        ? forgetHere(wallet, flags)
        : forgetInStack(wallet, flags.stack, flags));
      if (items === 0) await withWallets(flags, (access) => checkWallet(access, wallet));
      const also = secrets.length === 0 ? '' : `, and the secrets ${secrets.join(', ')}`;
      print(`${wallet} is forgotten: deleted ${items} items of the history${also}.\n`);
    });
}

async function forgetHere(wallet: string, flags: ForgetFlags): Promise<Forgotten> {
  const { client, tableName, close } = await openToRead(homeOf(process.env));
  try {
    return {
      items: await forgetIn(wallet, 'the local history', client, tableName, flags),
      secrets: [],
    };
  } finally {
    await close();
  }
}

async function forgetInStack(
  wallet: string,
  stack: string,
  flags: ForgetFlags,
): Promise<Forgotten> {
  const { awsError, stackTable } = await import('../stack-table.ts');
  const { SSMClient } = await import('@aws-sdk/client-ssm');
  const { parametersOf } = await import('../deployment/parameters.ts');
  const { client, tableName } = await stackTable(stack);
  const ssm = new SSMClient();
  try {
    await refuseWatched(wallet, flags.config, client, tableName);
    const items = await forgetIn(wallet, `the history of ${stack}`, client, tableName, flags);
    const isSubAccount = subAccountParts(wallet) !== undefined;
    const names = ['api-key', 'webhook-secret'].map((name) => `/smartlyq-runway/${wallet}/${name}`);
    return { items, secrets: isSubAccount ? [] : await parametersOf(ssm).remove(names) };
  } catch (error) {
    throw awsError(error, stack);
  } finally {
    client.destroy();
    ssm.destroy();
  }
}

/** What is still watched would be back with the next poll. */
async function refuseWatched(
  wallet: string,
  config: string,
  client: DynamoDBClient,
  tableName: string,
): Promise<void> {
  if (!isKnownWallet(loadSettings(config), wallet)) return;
  const parts = subAccountParts(wallet);
  if (parts !== undefined) {
    const inventory = await createSweepStore(client, tableName).inventory(parts.parent);
    const listed = inventory.find((one) => one.id === parts.subAccount);
    if (listed === undefined || listed.removedAtMs !== undefined) return;
  }
  throw new CommandError(
    `${wallet} is still watched: take it out of ${config} and deploy, then forget it`,
  );
}

/** @returns how many items were deleted */
async function forgetIn(
  wallet: string,
  where: string,
  client: DynamoDBClient,
  tableName: string,
  flags: ForgetFlags,
): Promise<number> {
  const stored = await storedOf(wallet, client, tableName);
  if (stored.length === 0) return 0;
  await confirm(`${stored.length} items of ${wallet} in ${where}`, flags);
  await forgetWallet(wallet, stored, client, tableName);
  return stored.length;
}

async function confirm(what: string, { yes }: ForgetFlags): Promise<void> {
  if (yes) return;
  const { terminalPrompter } = await import('../setup/prompter.ts');
  if (await terminalPrompter()?.confirm(`Delete ${what}?`)) return;
  throw new CommandError('nothing was deleted; answer yes, or give --yes');
}
