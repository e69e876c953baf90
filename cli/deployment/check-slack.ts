import { fixedSecret } from '../../functions/adapters/aws/secret-source.ts';
import { OutgoingUrlError, outgoingUrl } from '../../functions/adapters/http/outgoing-url.ts';
import { outsideText } from '../../functions/adapters/http/outside-text.ts';
import { createSlackWebhook } from '../../functions/adapters/notify/slack/slack-webhook.ts';

/** What is wrong with a webhook URL's form, without showing it; undefined when it is right. */
export function webhookUrlFault(url: string, allowLoopback: boolean): string | undefined {
  try {
    outgoingUrl(url, { what: 'the webhook URL', host: 'hooks.slack.com', allowLoopback });
    return undefined;
  } catch (error) {
    if (error instanceof OutgoingUrlError) return error.message;
    throw error;
  }
}

/** Posts one message that people see. @returns why Slack did not take it, or undefined */
export async function sendTestMessage(
  url: string,
  options: { readonly name: string; readonly allowLoopback: boolean },
): Promise<string | undefined> {
  const webhook = createSlackWebhook({ ...options, url: fixedSecret(url) });
  const text = 'smartlyq-runway will post its alerts here. This is a test; there is nothing to do.';
  const section = { type: 'section', text: { type: 'plain_text', text } };
  const outcome = await webhook.send({ text, blocks: [section] });
  return outcome.state === 'accepted' ? undefined : outsideText(outcome.reason, [url]);
}

/** What Slack answers to a message without words, where the webhook itself is alive. */
const ALIVE = /^Slack answered 400 (no_text|invalid_payload|invalid_blocks|missing_text)/;

/**
 * Asks without posting anything: Slack looks at the webhook before it looks at the message, so that an
 * empty message tells a live webhook from a dead one.
 * @returns why the webhook does not take messages, or undefined
 */
export async function askWebhook(
  url: string,
  options: { readonly name: string; readonly allowLoopback: boolean },
): Promise<string | undefined> {
  const webhook = createSlackWebhook({ ...options, url: fixedSecret(url) });
  const outcome = await webhook.send({ text: '', blocks: [] });
  if (outcome.state === 'accepted' || ALIVE.test(outcome.reason)) return undefined;
  return outsideText(outcome.reason, [url]);
}
