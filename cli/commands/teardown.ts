import { Command } from 'commander';
import { DEFAULT_STACK, OUTPUTS } from '../../functions/settings/outputs.ts';
import { loadSettings, SETTINGS_FILE } from '../../functions/settings/settings.ts';
import { CommandError } from '../command-error.ts';
import { parametersOf } from '../deployment/parameters.ts';
import { secretNames } from '../deployment/secret-names.ts';
import { deployedStack } from '../deployment/stack.ts';
import { deleteHistory, deleteStack } from '../deployment/take-down.ts';
import { awsClients, closeClients } from '../doctor/patient.ts';
import { note } from '../output/write.ts';
import { terminalPrompter } from '../setup/prompter.ts';
import { DEVELOPER_PAGE } from '../setup/register-webhook.ts';
import { awsError } from '../stack-table.ts';

interface TeardownFlags {
  readonly stack: string;
  readonly config: string;
  readonly yes?: true;
  readonly keepSecrets?: true;
  readonly deleteHistory?: true;
  readonly historyName?: string;
}

/** `runway teardown`: what `setup` and `cdk deploy` made, undone. */
export function teardownCommand(): Command {
  return new Command('teardown')
    .description('remove the stack with its logs and the stored secrets; the history stays')
    .option('--stack <name>', 'name of the deployed stack', DEFAULT_STACK)
    .option('--config <file>', 'the settings file, which names the secrets', SETTINGS_FILE)
    .option('--yes', 'do not ask')
    .option('--keep-secrets', 'keep the secrets, because another stack uses them')
    .option('--delete-history', 'also delete the history table; AWS keeps a backup for 35 days')
    .option('--history-name <table>', 'with --yes: name of the table to delete, to confirm it')
    .action(async (flags: TeardownFlags) => {
      try {
        await tearDown(flags);
      } catch (error) {
        throw awsError(error, flags.stack);
      }
    });
}

async function tearDown(flags: TeardownFlags): Promise<void> {
  const names = flags.keepSecrets ? [] : secretNames(loadSettings(flags.config));
  const stack = await deployedStack(flags.stack);
  note(`Goes: the stack ${stack.name} with its logs`);
  if (names.length > 0) note(`Goes: the secrets ${names.join(', ')}`);
  note(`${flags.deleteHistory ? 'Goes' : 'Stays'}: the history in the table ${stack.table}`);
  const prompter = terminalPrompter();
  if (!flags.yes && !(await prompter?.confirm('Go on?'))) {
    throw new CommandError('nothing was removed; answer yes, or give --yes');
  }
  if (flags.deleteHistory && (await tableNamed(flags, prompter)) !== stack.table) {
    throw new CommandError(
      `nothing was removed: to delete the history, name its table a second time (${stack.table})`,
    );
  }

  const aws = awsClients();
  try {
    await deleteStack(stack.name, aws.cloudformation);
    note(`${stack.name}: removed`);
    const removed = await parametersOf(aws.ssm).remove(names);
    if (removed.length > 0) note(`Secrets removed: ${removed.join(', ')}`);
    const webhooks = stack.outputs[OUTPUTS.webhookUrl];
    if (webhooks !== undefined) {
      note(
        `To do by hand: delete the webhook ${webhooks}… at ${DEVELOPER_PAGE} (the API has no call for it)`,
      );
    }
    if (flags.deleteHistory) {
      await deleteHistory(stack.table, aws.dynamodb);
      note(
        `${stack.table}: deleted. AWS keeps a system backup for 35 days, which can be restored as a table of another name: DynamoDB, Backups`,
      );
    } else {
      note(
        `The history stays in ${stack.table}. A later stack goes on with it: "historyTable": "${stack.table}" in its settings`,
      );
    }
  } finally {
    closeClients(aws);
  }
}

async function tableNamed(
  { yes, historyName }: TeardownFlags,
  prompter: ReturnType<typeof terminalPrompter>,
): Promise<string | undefined> {
  return historyName ?? (yes ? undefined : prompter?.text('Name of the table to delete:'));
}
