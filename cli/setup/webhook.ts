import { setTimeout } from 'node:timers/promises';
import { SSMClient } from '@aws-sdk/client-ssm';
import { Command } from 'commander';
import { fixedSecret } from '../../functions/adapters/aws/secret-source.ts';
import { createSmartlyqClient } from '../../functions/adapters/smartlyq/smartlyq-client.ts';
import { VENDOR_BASE_URL } from '../../functions/settings/environment.ts';
import { OUTPUTS } from '../../functions/settings/outputs.ts';
import { loadSettings } from '../../functions/settings/settings.ts';
import { walletOf } from '../../functions/settings/wallet-settings.ts';
import { CommandError } from '../command-error.ts';
import { parametersOf } from '../deployment/parameters.ts';
import { deployedStack } from '../deployment/stack.ts';
import { note } from '../output/write.ts';
import { awsError } from '../stack-table.ts';
import { registerWebhook } from './register-webhook.ts';
import { rotateWebhook } from './rotate-webhook.ts';

interface WebhookFlags {
  /** These are options of `setup` itself. */
  readonly stack: string;
  readonly wallet: string;
  readonly config: string;
  readonly baseUrl?: string;
  readonly rotate?: true;
}

/** `runway setup webhook`: seconds instead of minutes, where the vendor tells by itself. */
export function webhookCommand(): Command {
  return new Command('webhook')
    .description('register the deployed webhook endpoint at SmartlyQ and store its signing secret')
    .option('--rotate', 'replace the signing secret; the one before is accepted for two more hours')
    .addHelpText(
      'after',
      '\nIt is safe to run this again: an endpoint that is already registered stays.',
    )
    .action(async (_flags: unknown, command: Command) => {
      await setUpWebhook(command.optsWithGlobals<WebhookFlags>());
    });
}

async function setUpWebhook(flags: WebhookFlags): Promise<void> {
  const { stack, wallet: id, config, baseUrl } = flags;
  const wallet = walletOf(loadSettings(config), id);
  const secretParameter = wallet.webhookSecretParameter;
  if (secretParameter === undefined) {
    throw new CommandError(
      `${config}: give the wallet ${id} a "webhookSecretParameter" such as "/smartlyq-runway/${id}/webhook-secret", run npx cdk deploy, and then this again`,
    );
  }
  const client = new SSMClient();
  try {
    const url = (await deployedStack(stack)).outputs[OUTPUTS.webhookUrl];
    if (url === undefined) {
      throw new CommandError(`the stack ${stack} has no endpoint yet: run npx cdk deploy first`);
    }
    const parameters = parametersOf(client);
    const key = (await parameters.read(wallet.apiKeyParameter))?.value;
    if (key === undefined) {
      throw new CommandError(`no API key stored at ${wallet.apiKeyParameter}: run setup first`);
    }
    const vendor = createSmartlyqClient({
      baseUrl: baseUrl ?? VENDOR_BASE_URL,
      apiKey: fixedSecret(key),
      clock: Date.now,
      allowLoopback: baseUrl !== undefined,
    });
    const endpoint = { url: `${url}${id}`, secretParameter };
    const deps = { vendor, parameters, say: note, sleep: setTimeout };
    if (flags.rotate) await rotateWebhook(endpoint, { ...deps, clock: Date.now });
    else await registerWebhook(endpoint, deps);
  } catch (error) {
    throw awsError(error, stack);
  } finally {
    client.destroy();
  }
}
