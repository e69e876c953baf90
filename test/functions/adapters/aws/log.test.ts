import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { exampleMessage } from '../../../../cli/demo/all-kinds.ts';
import { fixedSecret } from '../../../../functions/adapters/aws/secret-source.ts';
import { createSender } from '../../../../functions/adapters/notify/sender.ts';
import { createSmartlyqClient } from '../../../../functions/adapters/smartlyq/smartlyq-client.ts';
import {
  answer,
  hangUpHalfway,
  loopbackServer,
  type Respond,
  reset,
} from '../http/loopback-server.ts';

const SECRET = '9f3a2b1c7d4e4a08';
const KEY = `sqk_live_${SECRET}`;
const PATH = `/services/T024BE7LH/B024BE7LH/${SECRET}`;

const lines: string[] = [];

beforeEach(() => {
  lines.length = 0;
  for (const stream of [process.stdout, process.stderr]) {
    vi.spyOn(stream, 'write').mockImplementation((chunk) => {
      lines.push(String(chunk));
      return true;
    });
  }
});
afterEach(() => {
  vi.restoreAllMocks();
});

/** A real logger, made after standard output is listened to. */
async function freshLog() {
  vi.resetModules();
  return (await import('../../../../functions/adapters/aws/log.ts')).log;
}

describe('the log', () => {
  it('names the service and keeps an error’s facts', async () => {
    const log = await freshLog();
    log.error('poll failed', new TypeError('no connection', { cause: new Error('refused') }));
    expect(JSON.parse(lines.join(''))).toMatchObject({
      level: 'ERROR',
      service: 'runway',
      message: 'poll failed',
      error: { name: 'TypeError', message: 'no connection', cause: { message: 'refused' } },
    });
  });

  it('takes its level from the environment', async () => {
    vi.stubEnv('POWERTOOLS_LOG_LEVEL', 'ERROR');
    const log = await freshLog();
    vi.unstubAllEnvs();
    log.warn('quiet');
    log.error('loud');
    expect(lines.join('')).toMatch(/loud/);
    expect(lines.join('')).not.toMatch(/quiet/);
  });

  it('takes our secrets out of whatever is written', async () => {
    const log = await freshLog();
    log.info(`read with ${KEY}`, {
      headers: { authorization: `Bearer ${SECRET}` },
      url: [`https://hooks.slack.com${PATH}`],
    });
    log.error('raw', new Error(`bad header Bearer ${KEY}`, { cause: new Error(KEY) }));
    expect(lines.join('')).not.toContain(SECRET);
    expect(lines.join('')).toContain('bad header');
  });

  it.each<[string, Respond]>([
    [
      'an answer that repeats the secret',
      answer(403, { success: false, error: { message: KEY + PATH } }),
    ],
    ['a failure that does', answer(500, { success: false, error: { message: `Bearer ${KEY}` } })],
    ['a page that does', answer(200, `<html>${KEY} ${PATH}`)],
    ['a balance that does', answer(200, { success: true, data: { balance: KEY, currency: 'X1' } })],
    ['a redirect', answer(302, '', { location: `https://example.com/${KEY}` })],
    ['a reset', reset],
    ['a cut answer', hangUpHalfway],
  ])('never shows key or webhook URL after %s', async (_name, respond) => {
    const log = await freshLog();
    const { url } = await loopbackServer(respond);
    const error: unknown = await createSmartlyqClient({
      baseUrl: url,
      apiKey: fixedSecret(KEY),
      clock: Date.now,
      allowLoopback: true,
      sleep: async () => undefined,
    })
      .readBalance()
      .catch((thrown) => thrown);
    const slackUrl = fixedSecret(url + PATH);
    const slack = createSender({ type: 'slack', secret: slackUrl, allowLoopback: true });
    const outcome = await slack.send(exampleMessage('test'));

    log.error('poll failed', error as Error);
    log.warn('poll failed', { error, outcome });
    expect(lines.join('')).toContain('SmartlyqError');
    expect(lines.join('')).not.toContain(SECRET);
  });
});
