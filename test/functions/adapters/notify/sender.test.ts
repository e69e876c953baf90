import { describe, expect, it } from 'vitest';
import { exampleMessage } from '../../../../cli/demo/all-kinds.ts';
import {
  fixedSecret,
  SecretMissingError,
  type SecretSource,
} from '../../../../functions/adapters/aws/secret-source.ts';
import { createSender, type SenderOptions } from '../../../../functions/adapters/notify/sender.ts';
import {
  CHANNEL_FACTS,
  CHANNEL_TYPES,
  type ChannelType,
} from '../../../../functions/core/alert/channel-type.ts';
import {
  answer,
  hangUpHalfway,
  inTurn,
  loopbackServer,
  nobodyListens,
  type Respond,
  reset,
  silent,
} from '../http/loopback-server.ts';

const KEY = 'hunter2hunter2hunter2hunter2hunt';
const SIGNING = `whsec_${KEY}`;
const PATH = `/services/T024BE7LH/B024BE7LH/${KEY}`;
/** The secret of each type that leads to a server on this machine. */
const SECRET_AT: Readonly<Record<ChannelType, (url: string) => string>> = {
  slack: (url) => `${url}${PATH}`,
  teams: (url) => `${url}/invoke?sig=${KEY}`,
  discord: (url) => `${url}/api/webhooks/1/${KEY}`,
  pagerduty: (url) => `${url} ${KEY}`,
  webhook: (url) => `${url}/alerts?token=${KEY} ${SIGNING}`,
};
const message = exampleMessage('runway');

describe.each(CHANNEL_TYPES)('a message to %s', (type) => {
  const { title, secret: secretName } = CHANNEL_FACTS[type];
  const service = type === 'webhook' ? 'the webhook' : title;

  async function post(respond: Respond, options: Partial<SenderOptions> = {}) {
    const server = await loopbackServer(respond);
    return { server, ...(await postTo(fixedSecret(SECRET_AT[type](server.url)), options)) };
  }

  async function postTo(secret: SecretSource, options: Partial<SenderOptions> = {}) {
    const pauses: number[] = [];
    const sender = createSender({
      type,
      secret,
      allowLoopback: true,
      random: () => 0.5,
      sleep: async (ms) => {
        pauses.push(ms);
      },
      ...options,
    });
    const outcome = await sender.send(message);
    expect(JSON.stringify(outcome)).not.toContain('hunter2');
    return { outcome, pauses };
  }

  it.each([200, 202, 204])('is posted as JSON and accepted by %i', async (status) => {
    const { outcome, server } = await post(answer(status));
    expect(outcome).toEqual({ state: 'accepted' });
    expect(server.requests).toHaveLength(1);
    expect(server.requests[0]?.method).toBe('POST');
    expect(server.requests[0]?.headers['content-type']).toMatch(/^application\/json/);
    expect(() => JSON.parse(server.requests[0]?.body ?? '')).not.toThrow();
  });

  it.each([
    ['cut', hangUpHalfway],
    ['huge', answer(200, 'x'.repeat(100_000))],
    ['slow', ((response) => void response.writeHead(200).write('o')) satisfies Respond],
  ])('is accepted when the body after the 200 is %s', async (_name, respond) => {
    const { outcome } = await post(respond, { timeoutMs: 200 });
    expect(outcome).toEqual({ state: 'accepted' });
  });

  it.each([400, 401, 403, 404, 413])('is refused for good by %i', async (status) => {
    const { outcome, server } = await post(answer(status, `gone ${KEY} ${SIGNING}`));
    expect(outcome).toMatchObject({
      state: 'refused',
      reason: expect.stringContaining(`${service} answered ${status} gone`),
    });
    expect(server.requests).toHaveLength(1);
  });

  it('is refused with no more of the answer than a line', async () => {
    const page = `<html>\n\u001b[1m${PATH} ${'x'.repeat(5000)}`;
    const { outcome } = await post(answer(404, page));
    expect(outcome).toMatchObject({ state: 'refused' });
    expect(JSON.stringify(outcome).length).toBeLessThan(300);
  });

  it.each<[string, Respond, 'no' | 'unknown']>([
    ['500', answer(500, 'error'), 'no'],
    ['502 without a body', answer(502), 'no'],
    ['503', answer(503), 'no'],
    ['a redirect', answer(302, '', { location: 'https://example.com/' }), 'no'],
    ['408', answer(408), 'unknown'],
    ['a reset', reset, 'unknown'],
  ])('fails by %s, once', async (_name, respond, arrived) => {
    const { outcome, server } = await post(respond);
    expect(outcome).toMatchObject({ state: 'failed', arrived });
    expect(server.requests).toHaveLength(1);
  });

  it('may have arrived when no answer came in time', async () => {
    const { outcome } = await post(silent, { timeoutMs: 50 });
    expect(outcome).toMatchObject({ state: 'failed', arrived: 'unknown' });
  });

  it('did not arrive where nobody listens', async () => {
    const { outcome } = await postTo(fixedSecret(SECRET_AT[type](await nobodyListens())));
    expect(outcome).toMatchObject({ state: 'failed', arrived: 'no' });
  });

  it('is not posted where the lease ends while it connects', async () => {
    const server = await loopbackServer(answer(200));
    const secret = fixedSecret(SECRET_AT[type](server.url));
    const sender = createSender({ type, secret, allowLoopback: true });
    let asked = 0;
    const outcome = await sender.send(message, () => ++asked === 1);
    expect(outcome).toMatchObject({ state: 'failed', arrived: 'no' });
    expect(server.requests).toEqual([]);
  });

  describe('that is busy', () => {
    it('is waited for as long as it asks', async () => {
      const busy = answer(429, 'rate_limited', { 'retry-after': '3' });
      const { outcome, pauses } = await post(inTurn(busy, answer(200)));
      expect(outcome).toEqual({ state: 'accepted' });
      expect(pauses).toEqual([3250]);
    });

    it('is waited for a second when it does not say how long', async () => {
      const { pauses } = await post(inTurn(answer(429), answer(200)));
      expect(pauses).toEqual([1250]);
    });

    it('is left alone when the pause does not fit in the time', async () => {
      const busy = answer(429, 'rate_limited', { 'retry-after': '30' });
      const { outcome, pauses, server } = await post(busy, { totalTimeoutMs: 10_000 });
      expect(outcome).toEqual({
        state: 'failed',
        reason: `${service} answered 429 rate_limited`,
        arrived: 'no',
        retryAfterMs: 30_000,
      });
      expect(pauses).toEqual([]);
      expect(server.requests).toHaveLength(1);
    });

    it('is left alone after four attempts', async () => {
      const { outcome, server } = await post(answer(429));
      expect(outcome).toMatchObject({ state: 'failed', arrived: 'no', retryAfterMs: 1000 });
      expect(server.requests).toHaveLength(4);
    });
  });

  describe('whose secret', () => {
    it('is not stored fails until setup has run', async () => {
      const missing = new SecretMissingError('/runway/x/ops');
      const { outcome } = await postTo({ read: () => Promise.reject(missing) });
      expect(outcome).toEqual({
        state: 'failed',
        reason: `no ${secretName} stored: run setup (looked at /runway/x/ops)`,
        arrived: 'no',
      });
    });

    it.each([
      '',
      'hunter2',
      `http://hooks.slack.com/${KEY}`,
      `https://hunter2@hooks.slack.com/services/${KEY}`,
      `http://example.com/${KEY} ${SIGNING}`,
    ])('is %j is not posted to', async (secret) => {
      const { outcome } = await postTo(fixedSecret(secret));
      expect(outcome).toMatchObject({ state: 'failed', arrived: 'no' });
      expect(JSON.stringify(outcome)).toMatch(/the stored .*run setup/);
    });

    it('leads to this machine is for local mode alone', async () => {
      const { outcome, server } = await post(answer(200), { allowLoopback: false });
      expect(outcome).toMatchObject({ state: 'failed', arrived: 'no' });
      expect(server.requests).toEqual([]);
    });

    it('was replaced after it was cached is read again before the message is given up', async () => {
      const [old, fresh] = [await loopbackServer(answer(404)), await loopbackServer(answer(200))];
      const secret: SecretSource = {
        read: async (options) => SECRET_AT[type](options?.fresh ? fresh.url : old.url),
      };
      expect((await postTo(secret)).outcome).toEqual({ state: 'accepted' });
      expect([old.requests.length, fresh.requests.length]).toEqual([1, 1]);
    });

    it('cannot be read again leaves the refusal standing', async () => {
      const server = await loopbackServer(answer(404));
      const secret: SecretSource = {
        read: async ({ fresh = false } = {}) => {
          if (fresh) throw new Error('throttled');
          return SECRET_AT[type](server.url);
        },
      };
      expect((await postTo(secret)).outcome).toMatchObject({ state: 'refused' });
    });
  });
});
