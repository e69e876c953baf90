import { expect, it } from 'vitest';
import { exampleMessage } from '../../../../../cli/demo/all-kinds.ts';
import { fixedSecret } from '../../../../../functions/adapters/aws/secret-source.ts';
import { createSender } from '../../../../../functions/adapters/notify/sender.ts';
import { slackMessage } from '../../../../../functions/core/wording/channels/slack.ts';
import { answer, loopbackServer, type Respond } from '../../http/loopback-server.ts';

const past = [300, 200, 118].map((value, at) => ({ label: `Mon ${16 + at} Nov`, value }));
const withChart = exampleMessage('runway', { past });

async function senderTo(respond: Respond) {
  const server = await loopbackServer(respond);
  const secret = fixedSecret(`${server.url}/services/T0/B0/x`);
  return { server, sender: createSender({ type: 'slack', secret, allowLoopback: true }) };
}

it('is the message, whose links Slack shall not open to show what is behind them', async () => {
  const { server, sender } = await senderTo(answer(200, 'ok'));
  await sender.send(withChart);
  const flags = { unfurl_links: false, unfurl_media: false };
  const expected = { ...slackMessage(withChart.chat), ...flags };
  expect(JSON.parse(server.requests[0]?.body ?? '')).toEqual(expected);
});

it('is sent again without its chart where the webhook takes none, every time anew', async () => {
  const { server, sender } = await senderTo((response, _turn, { body }) =>
    body.includes('data_visualization')
      ? response.writeHead(400).end('invalid_blocks')
      : response.writeHead(200).end('ok'),
  );
  expect(await sender.send(withChart)).toEqual({ state: 'accepted' });
  expect(await sender.send(withChart)).toEqual({ state: 'accepted' });
  const charts = server.requests.map(({ body }) => body.includes('data_visualization'));
  expect(charts).toEqual([true, false, true, false]);
});

it.each([
  'https://example.com/hunter2',
  'https://hooks.slack.com.example.com/hunter2',
  'https://hooks.slack.com:8443/hunter2',
])('is for no other host: %s', async (secret) => {
  const outcome = await createSender({ type: 'slack', secret: fixedSecret(secret) }).send(
    withChart,
  );
  expect(outcome).toMatchObject({ state: 'failed', arrived: 'no' });
});

it.each([
  [400, 'no_text', 'accepted'],
  [404, 'no_service', 'refused'],
])('is asked without a message: %i %s means %s', async (status, word, state) => {
  const { server, sender } = await senderTo(answer(status, word));
  expect(await sender.probe()).toMatchObject({ state });
  expect(server.requests.map(({ body }) => body)).toEqual(['{}']);
});
