import { describe, expect, it } from 'vitest';
import { readWatchEnvironment } from '../../../cli/watch/environment.ts';
import { CHANNEL_TYPES } from '../../../functions/core/alert/channel-type.ts';
import { KEY } from '../run-cli.ts';

async function toFault(env: NodeJS.ProcessEnv): Promise<string> {
  try {
    await readWatchEnvironment(env);
  } catch (error) {
    return (error as Error).message;
  }
  return 'none';
}

describe("watch's environment", () => {
  it('needs a key alone, and reads the real API', async () => {
    expect(await readWatchEnvironment({ SMARTLYQ_API_KEY: KEY })).toEqual({
      apiKey: KEY,
      isTestKey: false,
      baseUrl: 'https://api.smartlyq.com/v1',
      channels: [],
    });
  });

  it('knows a test key, a stand-in on this machine, and a channel of each type', async () => {
    const secrets = {
      SLACK_WEBHOOK_URL: 'https://hooks.slack.com/services/T/B/x',
      TEAMS_WEBHOOK_URL: 'https://x.powerplatform.com:443/invoke?sig=abc',
      DISCORD_WEBHOOK_URL: 'https://discord.com/api/webhooks/1/x',
      PAGERDUTY_ROUTING_KEY: 'R0123456789ABCDEF0123456789ABCDE',
      ALERT_WEBHOOK: `https://example.com/x whsec_${'A'.repeat(32)}`,
    };
    const env = {
      SMARTLYQ_API_KEY: 'sqk_test_0123456789',
      SMARTLYQ_BASE_URL: 'http://127.0.0.1:8787/v1/',
      ...secrets,
    };
    const found = await readWatchEnvironment(env);
    expect(found).toMatchObject({ isTestKey: true, baseUrl: 'http://127.0.0.1:8787/v1' });
    expect(found.channels.map(({ type }) => type)).toEqual(CHANNEL_TYPES);
    expect(found.channels.map(({ secret }) => secret)).toEqual(Object.values(secrets));
  });

  it('takes blank optional variables for absent ones', async () => {
    const env = { SMARTLYQ_API_KEY: KEY, SMARTLYQ_BASE_URL: '', SLACK_WEBHOOK_URL: ' ' };
    expect((await readWatchEnvironment(env)).channels).toEqual([]);
  });

  it.each([
    [{}, 'no API key: set SMARTLYQ_API_KEY'],
    [{ SMARTLYQ_API_KEY: 'hunter2hunter2' }, 'does not begin with sqk_live_ or sqk_test_'],
    [{ SMARTLYQ_API_KEY: `${KEY}\n` }, 'it holds a space or a line break'],
    [{ SMARTLYQ_API_KEY: `"${KEY}"` }, 'it holds quotation marks'],
    [
      { SMARTLYQ_API_KEY: KEY, SMARTLYQ_BASE_URL: 'http://example.com' },
      'must begin with https://',
    ],
    [{ SMARTLYQ_API_KEY: KEY, SMARTLYQ_BASE_URL: 'nonsense' }, 'SMARTLYQ_BASE_URL is no URL'],
    [
      { SMARTLYQ_API_KEY: KEY, SLACK_WEBHOOK_URL: 'https://example.com/secret-hook' },
      'SLACK_WEBHOOK_URL: the webhook URL must begin with https://hooks.slack.com/',
    ],
  ])('names the fault without the secret (%#)', async (env: NodeJS.ProcessEnv, words) => {
    const fault = await toFault(env);
    expect(fault).toContain(words);
    expect(fault).not.toContain('0123456789abcdef');
    expect(fault).not.toContain('hunter2');
    expect(fault).not.toContain('secret-hook');
  });

  it('names all faults at once', async () => {
    const fault = await toFault({ SMARTLYQ_BASE_URL: 'x', SLACK_WEBHOOK_URL: 'y' });
    expect(fault.split('\n')).toHaveLength(3);
  });
});
