import { describe, expect, it } from 'vitest';
import {
  fixedSecret,
  SecretMissingError,
  type SecretSource,
  SecretUnreadableError,
} from '../../../../functions/adapters/aws/secret-source.ts';
import { createSmartlyqClient } from '../../../../functions/adapters/smartlyq/smartlyq-client.ts';
import { loopbackServer, silent } from '../http/loopback-server.ts';

async function pollWith(apiKey: SecretSource) {
  const server = await loopbackServer(silent);
  const options = { baseUrl: server.url, apiKey, clock: Date.now, allowLoopback: true };
  const error: unknown = await createSmartlyqClient(options)
    .readBalance()
    .catch((thrown) => thrown);
  return { error: error as Error, requests: server.requests };
}

describe('an API key', () => {
  it.each([
    ['', /blank/],
    [' \n', /blank/],
    ['"sqk_live_hunter2hunter2"', /quotation marks/],
    ['sqk_live_hunter2hunter2\n', /line break/],
    ['sqk_live_hunter2 hunter2', /space/],
    ['sk_live_hunter2hunter2', /begin with sqk_live_ or sqk_test_/],
    ['Bearer', /begin with sqk_live_ or sqk_test_/],
    ['sqk_prod_hunter2hunter2', /begin with sqk_live_ or sqk_test_/],
    ['sqk_live_hunter2', /8 letters/],
    ['sqk_live_hunter2hünter2', /8 letters/],
  ])('of %j is refused before any request and never shown', async (key, why) => {
    const { error, requests } = await pollWith(fixedSecret(key));
    expect(error).toMatchObject({ name: 'SmartlyqError', kind: 'key-malformed', retryable: false });
    expect(error.message).toMatch(why);
    expect(error.message).toMatch(/run setup/);
    expect(`${error.message} ${error.stack}`).not.toMatch(/hunter2|hünter2/);
    expect(requests).toEqual([]);
  });

  it('that was never stored is missing, and setup is the channel', async () => {
    const missing = new SecretMissingError('/runway/main/api-key');
    const { error, requests } = await pollWith({ read: () => Promise.reject(missing) });
    expect(error).toMatchObject({ kind: 'key-missing', retryable: false });
    expect(error.message).toBe('no key stored: run setup (looked at /runway/main/api-key)');
    expect(error.cause).toMatchObject({ name: 'SecretMissingError' });
    expect(requests).toEqual([]);
  });

  it('that cannot be read for now is worth another try', async () => {
    const down = new SecretUnreadableError(
      '/runway/main/api-key',
      'ThrottlingException: slow down',
    );
    const { error } = await pollWith({ read: () => Promise.reject(down) });
    expect(error).toMatchObject({ kind: 'unavailable', retryable: true });
    expect(error.message).toMatch(/\/runway\/main\/api-key.*slow down/);
  });
});
