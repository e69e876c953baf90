import { CreateTopicCommand, SNSClient, SubscribeCommand } from '@aws-sdk/client-sns';
import { buildApp } from 'fauxqs';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import {
  createSnsTopic,
  MAX_MESSAGE_BYTES,
  type SnsTopicOptions,
  snsInput,
} from '../../../../../functions/adapters/notify/sns/sns-topic.ts';
import type { Message } from '../../../../../functions/core/wording/message.ts';
import {
  answer,
  inTurn,
  loopbackServer,
  nobodyListens,
  type Respond,
  reset,
  silent,
} from '../../http/loopback-server.ts';

const TOPIC = 'arn:aws:sns:eu-west-1:000000000000:alerts';
const message: Message = {
  subject: 'main runs out Mon 30 Nov, about 06:00',
  mail: 'main runs out Mon 30 Nov, about 06:00.\n\nLeft        118 SQC, €2.36',
  sms: 'main runs out Mon 30 Nov 06:00',
  event: { version: 1, wallet: 'main', kind: 'runway' },
  attributes: { severity: 'warning', kind: 'runway', wallet: 'main' },
  chat: { headline: 'main', severity: 'warning', sections: [], links: [], notes: [] },
  incidents: [],
};

function clientFor(endpoint: string, maxAttempts = 3): SNSClient {
  return new SNSClient({
    endpoint,
    region: 'eu-west-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    maxAttempts,
  });
}

describe('a published message', () => {
  const app = buildApp({ logger: false });
  let endpoint = '';
  let client: SNSClient;

  beforeAll(async () => {
    endpoint = await app.listen({ host: '127.0.0.1', port: 0 });
    client = clientFor(endpoint);
  });
  afterAll(async () => {
    client.destroy();
    await app.close();
  });

  async function sqs(action: string, body: Record<string, unknown>) {
    const response = await fetch(endpoint, {
      method: 'POST',
      headers: {
        'content-type': 'application/x-amz-json-1.0',
        'x-amz-target': `AmazonSQS.${action}`,
        authorization:
          'AWS4-HMAC-SHA256 Credential=local/20261122/eu-west-1/sqs/aws4_request, SignedHeaders=host, Signature=0',
      },
      body: JSON.stringify(body),
    });
    return (await response.json()) as Record<string, unknown>;
  }

  async function topicWithQueue(name: string, filter: Record<string, string[]>) {
    const { TopicArn: topicArn = '' } = await client.send(new CreateTopicCommand({ Name: name }));
    const { QueueUrl } = await sqs('CreateQueue', { QueueName: name });
    await client.send(
      new SubscribeCommand({
        TopicArn: topicArn,
        Protocol: 'sqs',
        Endpoint: `arn:aws:sqs:eu-west-1:000000000000:${name}`,
        Attributes: { FilterPolicy: JSON.stringify(filter) },
      }),
    );
    return {
      topicArn,
      receive: async () => {
        const { Messages = [] } = await sqs('ReceiveMessage', { QueueUrl, WaitTimeSeconds: 0 });
        return (Messages as { Body: string }[]).map(({ Body }) => JSON.parse(Body));
      },
    };
  }

  it('reaches a queue whose filter asks for its severity, kind and wallet', async () => {
    const filter = { severity: ['warning'], kind: ['runway'], wallet: ['main'] };
    const { topicArn, receive } = await topicWithQueue('wanted', filter);
    const outcome = await createSnsTopic({ client, topicArn }).send(message);
    const [received] = await receive();
    expect(outcome).toEqual({ state: 'accepted', detail: received.MessageId });
    expect(received.Subject).toBe(message.subject);
    // fauxqs hands over the whole structure where SNS would take "default" out of it.
    expect(JSON.parse(JSON.parse(received.Message).default)).toEqual(message.event);
    expect(received.MessageAttributes.severity).toEqual({ Type: 'String', Value: 'warning' });
  });

  it('does not reach a queue whose filter asks for something else', async () => {
    const { topicArn, receive } = await topicWithQueue('unwanted', { severity: ['critical'] });
    expect((await createSnsTopic({ client, topicArn }).send(message)).state).toBe('accepted');
    expect(await receive()).toEqual([]);
  });

  it('is refused by a topic that does not exist', async () => {
    const topicArn = 'arn:aws:sns:eu-west-1:000000000000:nowhere';
    const outcome = await createSnsTopic({ client, topicArn }).send(message);
    expect(outcome).toMatchObject({ state: 'refused' });
    expect(JSON.stringify(outcome)).toMatch(/NotFound/);
  });
});

describe('what SNS is given', () => {
  it('has a text for machines by default, one for mail and one for phones', () => {
    const { Message: body = '', MessageStructure, TopicArn } = snsInput(message, TOPIC);
    expect(TopicArn).toBe(TOPIC);
    expect(MessageStructure).toBe('json');
    const structure = JSON.parse(body);
    expect(Object.keys(structure).sort()).toEqual(['default', 'email', 'sms']);
    expect(JSON.parse(structure.default)).toEqual(message.event);
    expect(structure.email).toBe(message.mail);
    expect(structure.sms).toBe(message.sms);
  });

  it.each([
    ['main runs out', 'main runs out'],
    ['two\r\nlines\u2028three\ttabs', 'two lines three tabs'],
    ['Café – Größe “x” 😀', 'Cafe - Gro?e ?x? ?'],
    [`\n ${'x'.repeat(300)}`, 'x'.repeat(99)],
    [`${'x'.repeat(98)} y`, 'x'.repeat(98)],
    ['\u202e\u0000', 'smartlyq-runway'],
    ['', 'smartlyq-runway'],
  ])('has the subject %j as %j', (subject, fit) => {
    const { Subject = '' } = snsInput({ ...message, subject }, TOPIC);
    expect(Subject).toBe(fit);
    expect(Subject).toMatch(/^[!-~]([ -~]{0,97}[!-~])?$/);
  });

  it('has no empty attribute, for which SNS would refuse it all', () => {
    const attributes = { ...message.attributes, wallet: '' };
    const { MessageAttributes = {} } = snsInput({ ...message, attributes }, TOPIC);
    expect(Object.keys(MessageAttributes)).toEqual(['severity', 'kind']);
  });
});

interface Publishing extends Partial<SnsTopicOptions> {
  readonly maxAttempts?: number;
}

async function publish(respond: Respond, options: Publishing = {}) {
  const server = await loopbackServer(respond);
  return { server, outcome: await publishTo(server.url, options) };
}

async function publishTo(endpoint: string, { maxAttempts, ...options }: Publishing = {}) {
  const client = clientFor(endpoint, maxAttempts);
  onTestFinished(() => client.destroy());
  return createSnsTopic({ client, topicArn: TOPIC, ...options }).send(message);
}

function xmlError(status: number, code: string): Respond {
  const type = status < 500 ? 'Sender' : 'Receiver';
  return answer(
    status,
    `<ErrorResponse xmlns="http://sns.amazonaws.com/doc/2010-03-31/"><Error><Type>${type}</Type><Code>${code}</Code><Message>because</Message></Error><RequestId>1</RequestId></ErrorResponse>`,
    { 'content-type': 'text/xml' },
  );
}

const published = answer(
  200,
  '<PublishResponse xmlns="http://sns.amazonaws.com/doc/2010-03-31/"><PublishResult><MessageId>m-1</MessageId></PublishResult><ResponseMetadata><RequestId>1</RequestId></ResponseMetadata></PublishResponse>',
  { 'content-type': 'text/xml' },
);

describe('a publish', () => {
  it.each([
    [403, 'AuthorizationError'],
    [404, 'NotFound'],
    [400, 'InvalidParameter'],
    [400, 'InvalidParameterValue'],
    [400, 'EndpointDisabled'],
    [400, 'KMSAccessDenied'],
    [400, 'KMSDisabled'],
    [400, 'KMSNotFound'],
  ])('is refused for good by %i %s', async (status, code) => {
    const { outcome, server } = await publish(xmlError(status, code));
    expect(outcome).toMatchObject({ state: 'refused' });
    expect(JSON.stringify(outcome)).toContain('because');
    expect(server.requests).toHaveLength(1);
  });

  it.each([
    [400, 'KMSThrottling'],
    [403, 'ExpiredToken'],
    [403, 'InvalidClientTokenId'],
    [400, 'Throttling'],
    [429, 'TooManyRequests'],
    [500, 'InternalError'],
    [503, 'ServiceUnavailable'],
  ])('fails by %i %s and did not arrive', async (status, code) => {
    const { outcome } = await publish(xmlError(status, code), { maxAttempts: 1 });
    expect(outcome).toMatchObject({ state: 'failed', arrived: 'no' });
  });

  it('is tried again by the client after an answer that says no', async () => {
    const { outcome, server } = await publish(inTurn(xmlError(500, 'InternalError'), published));
    expect(outcome).toEqual({ state: 'accepted', detail: 'm-1' });
    expect(server.requests).toHaveLength(2);
  });

  it.each<[string, Respond]>([
    ['a reset', reset],
    ['no answer in time', silent],
    ['garbage in a 200', answer(200, 'ok')],
    ['an empty 200', answer(200)],
    ['another service’s 200', answer(200, '<html></html>', { 'content-type': 'text/html' })],
  ])('may have arrived after %s, so that only the outbox repeats it', async (_name, respond) => {
    const { outcome, server } = await publish(inTurn(respond, published), { timeoutMs: 300 });
    expect(outcome).toMatchObject({ state: 'failed', arrived: 'unknown' });
    expect(server.requests).toHaveLength(1);
  });

  it.each([
    ['500 garbage', answer(500, 'ok')],
    ['an empty 502', answer(502)],
  ])('did not arrive after %s', async (_name, respond) => {
    const { outcome } = await publish(respond);
    expect(outcome).toMatchObject({ state: 'failed', arrived: 'no' });
  });

  it('is not sent where the lease ends while it connects, or before it is tried again', async () => {
    const server = await loopbackServer(xmlError(500, 'InternalError'));
    const client = clientFor(server.url);
    onTestFinished(() => client.destroy());
    const topic = createSnsTopic({ client, topicArn: TOPIC });
    expect(await topic.send(message, () => false)).toMatchObject({
      state: 'failed',
      arrived: 'no',
    });
    expect(server.requests).toHaveLength(0);
    expect(await topic.send(message, () => server.requests.length === 0)).toMatchObject({
      state: 'failed',
      arrived: 'no',
    });
    expect(server.requests).toHaveLength(1);
  });

  it('did not arrive where nobody listens', async () => {
    const outcome = await publishTo(await nobodyListens());
    expect(outcome).toMatchObject({ state: 'failed', arrived: 'no' });
  });

  it('of more than 256 KiB is refused without asking', async () => {
    const server = await loopbackServer(published);
    const client = clientFor(server.url);
    onTestFinished(() => client.destroy());
    const topic = createSnsTopic({ client, topicArn: TOPIC });
    const outcome = await topic.send({ ...message, mail: '€'.repeat(MAX_MESSAGE_BYTES / 3) });
    expect(outcome).toMatchObject({ state: 'refused' });
    expect(server.requests).toEqual([]);
    expect(await topic.send({ ...message, mail: 'x'.repeat(MAX_MESSAGE_BYTES - 1000) })).toEqual({
      state: 'accepted',
      detail: 'm-1',
    });
  });
});
