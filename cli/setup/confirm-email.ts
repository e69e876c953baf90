import {
  ConfirmSubscriptionCommand,
  InvalidParameterException,
  SNSClient,
} from '@aws-sdk/client-sns';
import { CommandError } from '../command-error.ts';

const TOPIC_ARN = /^arn:aws[a-z-]*:sns:([a-z0-9-]+):\d{12}:[A-Za-z0-9_-]{1,256}$/;
const TOKEN = /^[0-9A-Za-z-]{16,600}$/;

export interface Confirmation {
  readonly token: string;
  readonly topicArn: string;
  readonly region: string;
}

/**
 * @param text the token, or the whole link of the mail "AWS Notification - Subscription Confirmation"
 * @param topicArn of the stack, where only the token is given
 */
export function confirmationIn(text: string, topicArn?: string): Confirmation {
  const link = URL.canParse(text) ? new URL(text).searchParams : undefined;
  const token = link?.get('Token') ?? text;
  const topic = link?.get('TopicArn') ?? topicArn ?? '';
  const [, region] = TOPIC_ARN.exec(topic) ?? [];
  if (!TOKEN.test(token) || region === undefined) {
    throw new CommandError(
      'this is no confirmation link: copy the address behind "Confirm subscription" in the mail from AWS Notifications',
    );
  }
  return { token, topicArn: topic, region };
}

/**
 * A link that is clicked leaves a subscription that everybody can end who gets a forwarded alert: mail
 * scanners click "unsubscribe", too. Confirmed here, only the account's own credentials end it.
 * @returns the subscription's ARN
 */
export async function confirmEmail({ token, topicArn, region }: Confirmation): Promise<string> {
  const client = new SNSClient({ region });
  try {
    const { SubscriptionArn } = await client.send(
      new ConfirmSubscriptionCommand({
        Token: token,
        TopicArn: topicArn,
        AuthenticateOnUnsubscribe: 'true',
      }),
    );
    return SubscriptionArn ?? topicArn;
  } catch (error) {
    if (!(error instanceof InvalidParameterException)) throw error;
    throw new CommandError(
      'AWS does not take this link: it is valid for three days and belongs to the last mail; doctor --fix sends a new one',
      { cause: error },
    );
  } finally {
    client.destroy();
  }
}
