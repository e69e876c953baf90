import { Webhook } from 'standardwebhooks';
import { describe, expect, it, onTestFinished } from 'vitest';
import { exampleMessage } from '../../../../cli/demo/all-kinds.ts';
import { fixedSecret } from '../../../../functions/adapters/aws/secret-source.ts';
import { channelSecretFault } from '../../../../functions/adapters/notify/channel-secret.ts';
import { createSender } from '../../../../functions/adapters/notify/sender.ts';
import { ALERT_KINDS } from '../../../../functions/core/alert/alert.ts';
import { CHANNEL_TYPES, type ChannelType } from '../../../../functions/core/alert/channel-type.ts';
import { afterAttempts } from '../../../../functions/core/state/channel-health.ts';
import {
  ROUTING_KEY,
  SIGNING_SECRET,
  startChannelStandIn,
} from '../../../support/channel-stand-ins.ts';
import { answer, inTurn, loopbackServer } from '../http/loopback-server.ts';

const HOSTILE_NAMES = [
  '@everyone <@1> <!channel> <at>All</at>',
  '**b** _i_ [x](https://evil.example) `c` \\',
  '\u202eשלום עולם\u202c',
  '😀👨‍👩‍👧‍👦'.repeat(100),
  'x'.repeat(200),
  '"}],"content":"@everyone',
];

async function standIn(type: ChannelType) {
  const service = await startChannelStandIn(type);
  onTestFinished(service.close);
  const secret = fixedSecret(service.secret);
  return { ...service, sender: createSender({ type, secret, allowLoopback: true }) };
}

describe.each(CHANNEL_TYPES)('%s over HTTP', (type) => {
  it('takes every kind of alert', async () => {
    const { sender, accepted } = await standIn(type);
    for (const kind of ALERT_KINDS) {
      const links = { page: 'https://example.com/page', canSnooze: true };
      const message = exampleMessage(kind, { links, isPossibleRepeat: true });
      expect(await sender.send(message), kind).toEqual({ state: 'accepted' });
    }
    expect(accepted.length).toBeGreaterThanOrEqual(10);
  });

  it.each(HOSTILE_NAMES)('takes a wallet called %j', async (name) => {
    const { sender } = await standIn(type);
    const message = exampleMessage('runway', { wallet: { id: 'main', name } });
    expect(await sender.send(message)).toEqual({ state: 'accepted' });
  });

  it('is asked without a message, where it can be', async () => {
    const { sender, accepted } = await standIn(type);
    const canBeAsked = ['slack', 'discord', 'pagerduty'].includes(type);
    expect(await sender.probe()).toEqual(canBeAsked ? { state: 'accepted' } : undefined);
    expect(accepted.filter((one) => !JSON.stringify(one).includes('/probe'))).toEqual([]);
  });

  it('refuses another secret', async () => {
    const { secret } = await standIn(type);
    const other = secret
      .replace(/standin$|token$|signature$/, 'other')
      .replace(ROUTING_KEY, 'x'.repeat(32))
      .replace(SIGNING_SECRET, `whsec_${'A'.repeat(32)}`);
    const sender = createSender({ type, secret: fixedSecret(other), allowLoopback: true });
    expect(await sender.send(exampleMessage('runway'))).toMatchObject({ state: 'refused' });
  });
});

describe('a signed webhook', () => {
  const message = exampleMessage('runway');
  const second = `whsec_${Buffer.alloc(24, 9).toString('base64')}`;

  async function sent(keys: string) {
    const server = await loopbackServer(answer(204));
    const secret = fixedSecret(`${server.url}/x ${keys}`);
    await createSender({ type: 'webhook', secret, allowLoopback: true }).send(message);
    const [request] = server.requests;
    if (request === undefined) throw new Error('nothing came');
    return { ...request, headers: request.headers as Record<string, string> };
  }

  it('is the published JSON, and verified by the library of the standard', async () => {
    const { body, headers } = await sent(SIGNING_SECRET);
    expect(new Webhook(SIGNING_SECRET).verify(body, headers)).toEqual(
      JSON.parse(JSON.stringify(message.event)),
    );
    expect(headers['webhook-id']).toBe(String(message.event.id).replaceAll('.', '_'));
    expect(() => new Webhook(SIGNING_SECRET).verify(`${body} `, headers)).toThrow();
  });

  it('is verified with the old and the new secret while they change', async () => {
    const { body, headers } = await sent(`${second} ${SIGNING_SECRET}`);
    for (const key of [SIGNING_SECRET, second]) {
      expect(() => new Webhook(key).verify(body, headers)).not.toThrow();
    }
    expect(headers['webhook-signature']?.split(' ')).toHaveLength(2);
  });

  it('has the same id at a repeat', async () => {
    const server = await loopbackServer(
      inTurn(answer(429, '', { 'retry-after': '0' }), answer(200)),
    );
    const secret = fixedSecret(`${server.url}/x ${SIGNING_SECRET}`);
    const sleep = async () => undefined;
    const sender = createSender({ type: 'webhook', secret, allowLoopback: true, sleep });
    await sender.send(message);
    await sender.send(exampleMessage('runway', { isPossibleRepeat: true }));
    const ids = server.requests.map(({ headers }) => headers['webhook-id']);
    expect(ids).toHaveLength(3);
    expect(new Set(ids).size).toBe(1);
  });

  it('that answers 410 ends the channel, until a test is accepted', async () => {
    const server = await loopbackServer(answer(410, 'Gone'));
    const secret = fixedSecret(`${server.url}/x ${SIGNING_SECRET}`);
    const sender = createSender({ type: 'webhook', secret, allowLoopback: true });
    const outcome = await sender.send(message);
    expect(outcome).toEqual({
      state: 'refused',
      reason: 'the webhook answered 410 Gone',
      isEnd: true,
    });
    const ended = afterAttempts({}, [{ channel: 'webhook:shed', outcome, atMs: 0 }]);
    expect(ended['webhook:shed']).toMatchObject({ isRefusal: true, isEnded: true });
    const accepted = { channel: 'webhook:shed', outcome: { state: 'accepted' as const }, atMs: 1 };
    expect(afterAttempts(ended, [accepted])).toEqual({});
  });

  it.each([
    'https://example.com/x',
    `https://example.com/x ${SIGNING_SECRET} ${SIGNING_SECRET} ${SIGNING_SECRET}`,
    'https://example.com/x whsec_short',
    `https://10.0.0.1/x ${SIGNING_SECRET}`,
    `http://example.com/x ${SIGNING_SECRET}`,
  ])('is not sent with %j', async (secret) => {
    const fault = await channelSecretFault('webhook', secret, false);
    expect(fault).toMatch(/^the (address|address and signing secret) must /);
    expect(fault).not.toContain('whsec_BwcH');
  });
});

describe('Discord', () => {
  it('is waited for as long as its body says, to the millisecond', async () => {
    const busy = answer(429, { message: 'rate limited', retry_after: 1.337, global: false });
    const server = await loopbackServer(inTurn(busy, answer(200)));
    const pauses: number[] = [];
    const sender = createSender({
      type: 'discord',
      secret: fixedSecret(`${server.url}/api/webhooks/1/token`),
      allowLoopback: true,
      random: () => 0,
      sleep: async (ms) => void pauses.push(ms),
    });
    expect(await sender.send(exampleMessage('runway'))).toEqual({ state: 'accepted' });
    expect(pauses).toEqual([1_337]);
  });
});

describe('PagerDuty', () => {
  it('is sent every event of a message, and all of them again when one failed', async () => {
    const server = await loopbackServer(inTurn(answer(202), answer(500), answer(202)));
    const sender = createSender({
      type: 'pagerduty',
      secret: fixedSecret(`${server.url} ${ROUTING_KEY}`),
      allowLoopback: true,
    });
    const resolving = exampleMessage('topped-up');
    expect(await sender.send(resolving)).toMatchObject({ state: 'failed', arrived: 'no' });
    expect(await sender.send(resolving)).toEqual({ state: 'accepted' });
    const keys = server.requests.map(({ body }) => JSON.parse(body).dedup_key.split('/').at(-1));
    expect(keys).toEqual(['info', 'warning', 'info', 'warning', 'critical']);
  });

  it.each([
    ['https://events.eu.pagerduty.com R0123456789ABCDEF0123456789ABCDE', undefined],
    ['R0123456789ABCDEF0123456789ABCDE', undefined],
    ['https://example.com R0123456789ABCDEF0123456789ABCDE', /must begin with https:\/\/events/],
    ['R01234', /must be 32 letters and digits/],
  ])('is posted to in its own regions: %j', async (secret, fault) => {
    const found = await channelSecretFault('pagerduty', secret, false);
    if (fault === undefined) expect(found).toBeUndefined();
    else expect(found).toMatch(fault);
  });
});
