import {
  type MessageAttributeValue,
  PublishCommand,
  type PublishCommandInput,
  type PublishCommandOutput,
  type SNSClient,
} from '@aws-sdk/client-sns';
import type { SendOutcome } from '../../../core/alert/delivery.ts';
import type { Message } from '../../../core/wording/message.ts';
import { describeFault, OutgoingRequestError, request } from '../../http/outgoing-request.ts';
import { outgoingUrl } from '../../http/outgoing-url.ts';
import { LostAnswerError, outcomeOfError, TooLateError } from './sns-outcome.ts';

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
  const { client, topicArn, name = 'sns', timeoutMs = 10_000 } = options;
  return {
    name,
    async send(message, maySend = () => true) {
      const input = snsInput(message, topicArn);
      const bytes = sizeOf(input);
      if (bytes > MAX_MESSAGE_BYTES) {
        return { state: 'refused', reason: `${bytes} bytes; SNS takes ${MAX_MESSAGE_BYTES}` };
      }
      try {
        const command = byOneDoor(new PublishCommand(input), timeoutMs, maySend);
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

/** As the client has signed it. */
interface SignedRequest {
  readonly protocol: string;
  readonly hostname: string;
  readonly port?: number;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** What the client reads of an answer's headers: pauses, and how wrong our clock is. */
const READ_HEADERS = ['date', 'retry-after', 'x-amzn-requestid'];

/**
 * The client would try again after a timeout or a reset, when SNS may have taken the message: a second copy that nobody
 * marks. So that one case ends the attempts, and the outbox repeats it marked. Nor does it try again when the run's
 * time is over, and each attempt leaves by the door of all requests, which looks at that last.
 */
function byOneDoor(
  command: PublishCommand,
  timeoutMs: number,
  maySend: () => boolean,
): PublishCommand {
  const endMs = performance.now() + timeoutMs;
  command.middlewareStack.add(
    () => async (args) => {
      const signed = args.request as SignedRequest;
      const leftMs = Math.ceil(endMs - performance.now());
      if (leftMs <= 0) throw new TooLateError();
      const { status, headers, text, cut } = await request({
        url: addressOf(signed),
        method: 'POST',
        // A kept connection goes stale while the function is frozen; its reset would look like a lost answer.
        headers: { ...signed.headers, connection: 'close' },
        body: signed.body,
        timeoutMs: leftMs,
        maySend,
      }).catch(rethrow);
      if (cut !== undefined && status < 300) throw new LostAnswerError(describeFault(cut));
      const read = READ_HEADERS.map((name) => [name, headers.get(name) ?? '']);
      const response = { statusCode: status, headers: Object.fromEntries(read) };
      return { response: { ...response, body: Buffer.from(text) } } as never;
    },
    // In place of the client's own connection, inside its retries.
    { step: 'deserialize', priority: 'low', name: 'byOneDoor' },
  );
  return command;
}

/** As the SDK has found it: https, unless `AWS_ENDPOINT_URL` names an emulator. */
function addressOf({ protocol, hostname, port, path }: SignedRequest): URL {
  const host = port === undefined ? hostname : `${hostname}:${port}`;
  const rule = { what: 'the address of SNS', allowHttp: true };
  return outgoingUrl(`${protocol}//${host}${path}`, rule);
}

/** Where nothing was sent the client may try again: it knows the cause. */
function rethrow(error: unknown): never {
  if (!(error instanceof OutgoingRequestError)) throw error;
  if (error.fault === 'too-late') throw new TooLateError();
  if (error.fault === 'not-connected') throw error.cause;
  throw new LostAnswerError(`no answer from SNS: ${error.message}`);
}
