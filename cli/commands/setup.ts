import { GetAccountSettingsCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { SSMClient } from '@aws-sdk/client-ssm';
import { Command } from 'commander';
import { CHANNEL_TYPES } from '../../functions/core/alert/channel-type.ts';
import { VENDOR_BASE_URL } from '../../functions/settings/environment.ts';
import { DEFAULT_STACK } from '../../functions/settings/outputs.ts';
import { SETTINGS_FILE } from '../../functions/settings/settings.ts';
import { CommandError } from '../command-error.ts';
import { parametersOf } from '../deployment/parameters.ts';
import { deployedStack } from '../deployment/stack.ts';
import { note } from '../output/write.ts';
import { confirmationIn, confirmEmail } from '../setup/confirm-email.ts';
import { linksCommand } from '../setup/links.ts';
import { nextCommands } from '../setup/next-commands.ts';
import { terminalPrompter } from '../setup/prompter.ts';
import { runSetup } from '../setup/run-setup.ts';
import { webhookCommand } from '../setup/webhook.ts';
import { awsError } from '../stack-table.ts';

interface SetupFlags {
  readonly config: string;
  readonly stack: string;
  readonly wallet: string;
  readonly name?: string;
  readonly email?: string[];
  readonly timeZone?: string;
  readonly channel?: string;
  readonly keyStdin?: true;
  readonly channelStdin?: true;
  readonly baseUrl?: string;
}

const SCRIPTED = `
In a script, pass secrets on standard input, one per line, the key first. They are never arguments:
  … | npm run -s runway -- setup --key-stdin --email you@example.com
  … | npm run -s runway -- setup --key-stdin --channel slack:billing --channel-stdin

It is safe to run setup again: what is already stored stays.`;

/** `runway setup`: from a key to a deployment. */
export function setupCommand(): Command {
  return new Command('setup')
    .description('check and store the API key and the secrets of channels, and write the settings')
    .option('--wallet <id>', 'id of the wallet that the key belongs to', 'main')
    .option('--name <text>', 'name of a new wallet, as people know it')
    .option('--email <address...>', 'addresses for alerts, in addition to those in the settings')
    .option('--time-zone <zone>', 'time zone, such as Europe/Berlin')
    .option(
      '--channel <type:name>',
      `a channel to alert, with a name of your own, such as slack:billing; types: ${CHANNEL_TYPES.join(', ')}`,
    )
    .option('--key-stdin', 'read the API key from standard input')
    .option(
      '--channel-stdin',
      "read the channel's webhook URL or key from standard input, after the API key if both are read",
    )
    .option('--config <file>', 'the settings file', SETTINGS_FILE)
    .option('--stack <name>', 'name of the stack', DEFAULT_STACK)
    .option('--base-url <url>', 'another SmartlyQ API, for trials')
    .addHelpText('after', SCRIPTED)
    .action(async (flags: SetupFlags) => {
      await setUp(flags);
    })
    .addCommand(confirmEmailCommand())
    .addCommand(webhookCommand())
    .addCommand(linksCommand());
}

async function setUp(flags: SetupFlags): Promise<void> {
  const { config, wallet, name, email, timeZone, channel, baseUrl } = flags;
  const client = new SSMClient();
  try {
    const region = await client.config.region();
    note(`Secrets go to AWS Systems Manager in ${region}.`);
    const parameters = parametersOf(client);
    await runSetup(
      {
        config,
        wallet,
        walletName: name,
        emails: email,
        timeZone,
        channel,
        region,
        freeExecutions: await freeExecutions(),
        isKeyPiped: flags.keyStdin === true,
        isChannelPiped: flags.channelStdin === true,
        // Like the functions: only who points away from the vendor may talk to this machine.
        api: { baseUrl: baseUrl ?? VENDOR_BASE_URL, allowLoopback: baseUrl !== undefined },
      },
      { parameters, prompter: terminalPrompter(), stdin: process.stdin, say: note },
    );
    note(await nextCommands(parameters, flags));
  } catch (error) {
    if (error instanceof Error && error.name === 'ExitPromptError') {
      throw new CommandError('ended; run setup again to go on');
    }
    throw awsError(error, '');
  } finally {
    client.destroy();
  }
}

/** undefined: who runs setup may not look, and no more is lost than a limit for strangers. */
async function freeExecutions(): Promise<number | undefined> {
  const client = new LambdaClient({ maxAttempts: 1 });
  try {
    const { AccountLimit } = await client.send(new GetAccountSettingsCommand());
    return AccountLimit?.UnreservedConcurrentExecutions;
  } catch {
    return undefined;
  } finally {
    client.destroy();
  }
}

function confirmEmailCommand(): Command {
  return new Command('confirm-email')
    .description(
      'confirm an email subscription, so that people who get a forwarded alert cannot end it',
    )
    .argument('<token-or-url>', 'the link "Confirm subscription" in the email from AWS, in quotes')
    .action(async (text: string, _flags: unknown, command: Command) => {
      // A token without its address is of this stack's topic.
      const { stack } = command.optsWithGlobals<SetupFlags>();
      try {
        const topic = URL.canParse(text) ? undefined : (await deployedStack(stack)).alertTopicArn;
        await confirmEmail(confirmationIn(text, topic));
        note('Confirmed. Only this AWS account can end the subscription.');
      } catch (error) {
        throw awsError(error, stack);
      }
    });
}
