import type { SlackSettings } from '../../functions/settings/settings-schema.ts';
import { CommandError } from '../command-error.ts';
import { askWebhook, sendTestMessage, webhookUrlFault } from '../deployment/check-slack.ts';
import { missingSecret, type Secret } from './secret.ts';
import type { SetupDeps } from './setup-deps.ts';

/** A new webhook URL shows itself in its channel; a stored one is asked without a message. */
export async function takeWebhook(
  { name, parameter }: SlackSettings,
  piped: string | undefined,
  allowLoopback: boolean,
  { parameters, prompter, say }: SetupDeps,
): Promise<Secret> {
  const what = `Slack webhook of ${name}`;
  const known = (await parameters.read(parameter))?.value;
  const options = { name, allowLoopback };
  const tried = async (url: string) =>
    webhookUrlFault(url, allowLoopback) ??
    (url === known ? await askWebhook(url, options) : await sendTestMessage(url, options));

  if (piped === undefined && prompter !== undefined) {
    const isReplaced =
      known === undefined || (await prompter.confirm(`Replace the stored ${what}?`));
    if (isReplaced) {
      const question = `${what} (https://hooks.slack.com/services/…):`;
      const value = await prompter.secret(question, tried);
      say(`${name}: Slack took a test message; look for it in the channel`);
      return { what, parameter, value };
    }
  }
  const value = piped ?? known;
  if (value === undefined) throw missingSecret(`the ${what}`, `--slack ${name} --slack-stdin`);
  const fault = await tried(value);
  if (fault !== undefined) throw new CommandError(`the ${what} does not work: ${fault}`);
  say(
    value === known
      ? `${name}: Slack takes messages`
      : `${name}: Slack took a test message; look for it in the channel`,
  );
  return { what, parameter, value };
}
