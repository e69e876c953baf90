import { describe, expect, it } from 'vitest';
import { isWebhookAddress } from '../../simulator/webhook-address.ts';

describe('the address of a webhook', () => {
  it.each([
    'https://example.com/hooks',
    'https://abc123.lambda-url.eu-central-1.on.aws/main',
    'https://8.8.8.8/',
    'https://[2606:4700::1111]/',
  ])('may be %s', (url) => {
    expect(isWebhookAddress(url, false)).toBe(true);
  });

  it.each([
    'http://example.com/hooks',
    'ftp://example.com/',
    'https://localhost/',
    'https://127.0.0.1/',
    'https://127.1/',
    'https://10.1.2.3/',
    'https://172.20.0.1/',
    'https://192.168.1.1/',
    'https://169.254.169.254/latest/meta-data',
    'https://[::1]/',
    'https://[fd00::1]/',
    'https://[fe80::1]/',
    'https://[::ffff:10.0.0.1]/',
    'https://intranet/',
    'https://printer.local/',
    'https://db.internal./',
    'no address',
    undefined,
  ])('may not be %s', (url) => {
    expect(isWebhookAddress(url, false)).toBe(false);
  });

  it('may be on this machine where that is allowed, and on no other private one', () => {
    for (const url of ['http://127.0.0.1:8080/main', 'http://localhost/', 'https://[::1]/']) {
      expect(isWebhookAddress(url, true)).toBe(true);
    }
    for (const url of ['http://10.1.2.3/', 'https://192.168.1.1/', 'http://example.com/']) {
      expect(isWebhookAddress(url, true)).toBe(false);
    }
  });
});
