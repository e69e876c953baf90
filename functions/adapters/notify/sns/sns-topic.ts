import {
  type MessageAttributeValue,
  PublishCommand,
  type PublishCommandInput,
  type PublishCommandOutput,
  type SNSClient,
} from '@aws-sdk/client-sns';
import type { SendOutcome } from '../../../core/alert/delivery.ts';
import type { Message } from '../../../core/wording/message.ts';
import { withCheckedRequest } from './checked-request.ts';
import { outcomeOfError } from './sns-outcome.ts';

/** What SNS takes of body and attributes together. */
export const MAX_MESSAGE_BYTES = 256 * 1024;
/** SNS wants fewer than 100 characters. */
const MAX_SUBJECT = 99;

export interface SnsTopicOptions {
  /** It signs, and its retries are kept for what SNS certainly did not take. */
  readonly client: SNSClient;
  readonly topicArn: string;
  /** @default "sns" */
  readonly name?: string;
  /** What is published. @default a shape for each kind of subscriber */
  readonly inputOf?: (
    message: Message,
    topicArn: string,
  ) => PublishCommandInput | Promise<PublishCommandInput>;
  /** For one message, the client's own retries included, milliseconds. @default 10 000 */
  readonly timeoutMs?: number;
}

export interface SnsTopic {
  readonly name: string;
  /**
   * Never throws. `accepted` means that SNS has it; SNS does not tell whether a mail arrived.
   * @param maySend asked right before each request leaves, the client's own retries included. @default always
   */
  send(message: Message, maySend?: () => boolean): Promise<SendOutcome>;
}

/** Publishes each message once; the topic's subscriptions fan it out as mail, SMS or JSON. */
export function createSnsTopic(options: SnsTopicOptions): SnsTopic {
  const { client, topicArn, name = 'sns', inputOf = snsInput, timeoutMs = 10_000 } = options;
  return {
    name,
    async send(message, maySend = () => true) {
      const input = await inputOf(message, topicArn);
      const bytes = sizeOf(input);
      if (bytes > MAX_MESSAGE_BYTES) {
        return { state: 'refused', reason: `${bytes} bytes; SNS takes ${MAX_MESSAGE_BYTES}` };
      }
      try {
        const command = withCheckedRequest(new PublishCommand(input), timeoutMs, maySend);
        const { MessageId }: PublishCommandOutput = await client.send(command);
        if (MessageId !== undefined) return { state: 'accepted', detail: MessageId };
        return { state: 'failed', reason: 'SNS named no message id', arrived: 'unknown' };
      } catch (error) {
        return outcomeOfError(error);
      }
    },
  };
}

/** One message in the shapes that SNS hands to each kind of subscriber; SQS, HTTPS and Lambda get `default`. */
export function snsInput(message: Message, topicArn: string): PublishCommandInput {
  const { subject, mail, sms, event, attributes } = message;
  return {
    TopicArn: topicArn,
    Subject: snsSubject(subject),
    MessageStructure: 'json',
    Message: JSON.stringify({ default: JSON.stringify(event), email: mail, sms }),
    MessageAttributes: Object.fromEntries(
      // An empty attribute makes SNS refuse the whole message.
      Object.entries(attributes)
        .filter(([, value]) => value !== '')
        .map(([key, value]): [string, MessageAttributeValue] => [
          key,
          { DataType: 'String', StringValue: value },
        ]),
    ),
  };
}

/** SNS refuses a whole message for a line break, an accent or the 100th character in its subject. */
function snsSubject(subject: string): string {
  const ascii = subject
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .replace(/[‐-―−]/g, '-')
    .replace(/[\p{Z}\p{C}]+/gu, ' ')
    .replace(/[^ -~]+/g, '?')
    .trim()
    .slice(0, MAX_SUBJECT)
    .trim();
  return ascii === '' ? 'smartlyq-runway' : ascii;
}

function sizeOf(input: PublishCommandInput): number {
  const attributes = Object.entries(input.MessageAttributes ?? {});
  const texts = attributes.flatMap(([key, value]) => [key, 'String', value.StringValue ?? '']);
  return [input.Message ?? '', ...texts].reduce((sum, text) => sum + Buffer.byteLength(text), 0);
}
