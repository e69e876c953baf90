import { describe, expect, it } from 'vitest';
import {
  fixedSecret,
  SecretMissingError,
  type SecretSource,
} from '../../../../../functions/adapters/aws/secret-source.ts';
import {
  createSlackWebhook,
  type SlackWebhookOptions,
} from '../../../../../functions/adapters/notify/slack/slack-webhook.ts';
import {
  answer,
  hangUpHalfway,
  inTurn,
  loopbackServer,
  nobodyListens,
  type Respond,
  reset,
  silent,
} from '../../http/loopback-server.ts';

const PATH = '/services/T024BE7LH/B024BE7LH/hunter2hunter2hunter2';
const message = {
  text: 'main runs dry Mon 30 Nov',
  blocks: [{ type: 'section', text: { type: 'mrkdwn', text: '*main* <!channel> & “€”' } }],
};

async function post(respond: Respond, options: Partial<SlackWebhookOptions> = {}) {
  const server = await loopbackServer(respond);
  const sent = await postTo(fixedSecret(`${server.url}${PATH}`), options);
  return { server, ...sent };
}

async function postTo(url: SecretSource, options: Partial<SlackWebhookOptions> = {}) {
  const pauses: number[] = [];
  const slack = createSlackWebhook({
    url,
    name: 'ops',
    allowLoopback: true,
    random: () => 0.5,
    sleep: async (ms) => {
      pauses.push(ms);
    },
    ...options,
  });
  const outcome = await slack.send(message);
  expect(JSON.stringify(outcome)).not.toContain('hunter2');
  return { outcome, pauses };
}

describe('a message to Slack', () => {
  it('is posted as JSON and accepted', async () => {
    const { outcome, server } = await post(answer(200, 'ok'));
    expect(outcome).toEqual({ state: 'accepted' });
    expect(server.requests).toHaveLength(1);
    expect(server.requests[0]).toMatchObject({ method: 'POST', path: PATH });
    expect(server.requests[0]?.headers['content-type']).toMatch(/^application\/json/);
    // Slack shall not open a link to show what is behind it.
    const flags = { unfurl_links: false, unfurl_media: false };
    expect(JSON.parse(server.requests[0]?.body ?? '')).toEqual({ ...message, ...flags });
  });

  it('is sent again without its chart where the webhook takes none, every time anew', async () => {
    const chart = { type: 'data_visualization', title: 'Balance in SQC' };
    const withChart = { ...message, blocks: [...message.blocks, chart] };
    const server = await loopbackServer((response, _turn, { body }) =>
      body.includes('data_visualization')
        ? response.writeHead(400).end('invalid_blocks')
        : response.writeHead(200).end('ok'),
    );
    const slack = createSlackWebhook({
      url: fixedSecret(`${server.url}${PATH}`),
      name: 'ops',
      allowLoopback: true,
    });
    expect(await slack.send(withChart)).toEqual({ state: 'accepted' });
    expect(await slack.send(withChart)).toEqual({ state: 'accepted' });
    const sent = server.requests.map(({ body }) => JSON.parse(body).blocks.length);
    expect(sent).toEqual([2, 1, 2, 1]);
  });

  it.each([
    ['cut', hangUpHalfway],
    ['huge', answer(200, 'x'.repeat(100_000))],
    ['slow', ((response) => void response.writeHead(200).write('o')) satisfies Respond],
  ])('is accepted when the body after the 200 is %s', async (_name, respond) => {
    const { outcome } = await post(respond, { timeoutMs: 200 });
    expect(outcome).toEqual({ state: 'accepted' });
  });

  it.each([
    [400, 'invalid_payload'],
    [400, 'invalid_blocks'],
    [403, 'invalid_token'],
    [403, 'action_prohibited'],
    [404, 'no_service'],
    [404, 'channel_not_found'],
    [410, 'channel_is_archived'],
  ])('is refused for good by %i %s', async (status, word) => {
    const { outcome, server } = await post(answer(status, word));
    expect(outcome).toEqual({ state: 'refused', reason: `Slack answered ${status} ${word}` });
    expect(server.requests).toHaveLength(1);
  });

  it('is refused with no more of the answer than a line', async () => {
    const page = `<html>\n\u001b[1m${PATH} ${'x'.repeat(5000)}`;
    const { outcome } = await post(answer(404, page));
    expect(outcome).toMatchObject({ state: 'refused' });
    expect(JSON.stringify(outcome).length).toBeLessThan(300);
  });

  it.each<[string, Respond, 'no' | 'unknown']>([
    ['500', answer(500, 'rollup_error'), 'no'],
    ['502 without a body', answer(502), 'no'],
    ['503', answer(503), 'no'],
    ['a redirect', answer(302, '', { location: 'https://slack.com/' }), 'no'],
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
    const { outcome } = await postTo(fixedSecret(`${await nobodyListens()}${PATH}`));
    expect(outcome).toMatchObject({ state: 'failed', arrived: 'no' });
  });
});

it('is not posted where the lease ends while it connects', async () => {
  const server = await loopbackServer(answer(200, 'ok'));
  const url = fixedSecret(`${server.url}${PATH}`);
  const slack = createSlackWebhook({ url, name: 'ops', allowLoopback: true });
  let asked = 0;
  const outcome = await slack.send(message, () => ++asked === 1);
  expect(outcome).toMatchObject({ state: 'failed', arrived: 'no' });
  expect(server.requests).toEqual([]);
});

describe('a Slack that is busy', () => {
  it('is waited for as long as it asks', async () => {
    const busy = answer(429, 'rate_limited', { 'retry-after': '3' });
    const { outcome, pauses } = await post(inTurn(busy, answer(200, 'ok')));
    expect(outcome).toEqual({ state: 'accepted' });
    expect(pauses).toEqual([3250]);
  });

  it('is waited for a second when it does not say how long', async () => {
    const { pauses } = await post(inTurn(answer(429), answer(200, 'ok')));
    expect(pauses).toEqual([1250]);
  });

  it('is left alone when the pause does not fit in the time', async () => {
    const busy = answer(429, 'rate_limited', { 'retry-after': '30' });
    const { outcome, pauses, server } = await post(busy, { totalTimeoutMs: 10_000 });
    expect(outcome).toEqual({
      state: 'failed',
      reason: 'Slack answered 429 rate_limited',
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

describe('a webhook URL', () => {
  it('that is not stored fails until setup has run', async () => {
    const missing = new SecretMissingError('/runway/slack/ops');
    const { outcome } = await postTo({ read: () => Promise.reject(missing) });
    expect(outcome).toEqual({
      state: 'failed',
      reason: 'no webhook URL stored: run setup (looked at /runway/slack/ops)',
      arrived: 'no',
    });
  });

  it.each([
    '',
    'hunter2',
    'http://hooks.slack.com/hunter2',
    'https://example.com/hunter2',
    'https://hunter2@hooks.slack.com/services/x',
    'https://hooks.slack.com.example.com/hunter2',
  ])('of %j is not posted to', async (url) => {
    const { outcome } = await postTo(fixedSecret(url));
    expect(outcome).toMatchObject({ state: 'failed', arrived: 'no' });
    expect(JSON.stringify(outcome)).toMatch(/the stored webhook URL .*run setup/);
  });

  it('on this machine is for local mode alone', async () => {
    const { outcome, server } = await post(answer(200), { allowLoopback: false });
    expect(outcome).toMatchObject({ state: 'failed', arrived: 'no' });
    expect(server.requests).toEqual([]);
  });

  it('that was replaced after it was cached is read again before the message is given up', async () => {
    const server = await loopbackServer((response, turn, seen) => {
      const respond = seen.path === '/new' ? answer(200, 'ok') : answer(404, 'no_service');
      respond(response, turn, seen);
    });
    const url: SecretSource = {
      read: async ({ fresh = false } = {}) => `${server.url}/${fresh ? 'new' : 'old'}`,
    };
    expect((await postTo(url)).outcome).toEqual({ state: 'accepted' });
    expect(server.requests.map(({ path }) => path)).toEqual(['/old', '/new']);
  });

  it('that cannot be read again leaves the refusal standing', async () => {
    const server = await loopbackServer(answer(404, 'no_service'));
    const url: SecretSource = {
      read: async ({ fresh = false } = {}) => {
        if (fresh) throw new Error('throttled');
        return server.url;
      },
    };
    expect((await postTo(url)).outcome).toMatchObject({ state: 'refused' });
  });
});
