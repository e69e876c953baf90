import { expect, it, onTestFinished } from 'vitest';
import { type SlackStandIn, startSlackStandIn } from '../../../cli/local/slack-stand-in.ts';

async function start(): Promise<{ standIn: SlackStandIn; notified: string[] }> {
  const notified: string[] = [];
  const standIn = await startSlackStandIn({ onMessage: ({ text }) => notified.push(text) });
  onTestFinished(() => standIn.close());
  return { standIn, notified };
}

async function post(url: string, body: string): Promise<[number, string]> {
  const response = await fetch(url, { method: 'POST', body });
  return [response.status, await response.text()];
}

it('takes a message and answers ok, as Slack does', async () => {
  const { standIn, notified } = await start();
  expect(await post(standIn.url, '{"text":"hello"}')).toEqual([200, 'ok']);
  expect(standIn.messages).toEqual([{ text: 'hello', blocks: [] }]);
  expect(notified).toEqual(['hello']);
});

it.each([
  ['nonsense', [400, 'invalid_payload']],
  ['[]', [400, 'no_text']],
  ['{"blocks":[]}', [400, 'no_text']],
  ['{"text":"a","blocks":{}}', [400, 'invalid_payload']],
])('refuses %s with %j', async (body, answer) => {
  const { standIn } = await start();
  expect(await post(standIn.url, body)).toEqual(answer);
  expect(standIn.messages).toEqual([]);
});

it('knows no other webhook', async () => {
  const { standIn } = await start();
  expect(await post(`${standIn.url}x`, '{"text":"a"}')).toEqual([404, 'no_service']);
});

it('answers as it is told to, and then as usual again', async () => {
  const { standIn } = await start();
  standIn.answerWith(410, 'channel_is_archived');
  expect(await post(standIn.url, '{"text":"a"}')).toEqual([410, 'channel_is_archived']);
  standIn.answerWith(200);
  expect(await post(standIn.url, '{"text":"b"}')).toEqual([200, 'ok']);
  expect(standIn.messages.map(({ text }) => text)).toEqual(['b']);
});
