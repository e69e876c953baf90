import { describe, expect, it } from 'vitest';
import { fixedSecret } from '../../../../functions/adapters/aws/secret-source.ts';
import { OutgoingUrlError, outgoingUrl } from '../../../../functions/adapters/http/outgoing-url.ts';
import { createSmartlyqClient } from '../../../../functions/adapters/smartlyq/smartlyq-client.ts';

const what = 'the SmartlyQ base URL';

describe('an outgoing address', () => {
  it.each(['https://api.smartlyq.com/v1', 'https://api.smartlyq.com:8443/', 'https://127.0.0.1/'])(
    'may be %s',
    (text) => {
      expect(outgoingUrl(text, { what }).href).toContain(text);
    },
  );

  it.each([
    'http://127.0.0.1:8080/v1',
    'http://127.9.9.9/',
    'http://[::1]:8080/',
    'http://localhost:1/',
    'http://127.1/',
  ])('may be %s in local mode alone', (text) => {
    expect(() => outgoingUrl(text, { what, allowLoopback: true })).not.toThrow();
    expect(() => outgoingUrl(text, { what })).toThrow(OutgoingUrlError);
  });

  it.each<[string, RegExp]>([
    ['', /is no URL/],
    ['api.smartlyq.com', /is no URL/],
    ['http://api.smartlyq.com/v1', /https/],
    ['http://127.0.0.1.example.com/', /https/],
    ['http://localhost.example.com/', /https/],
    ['http://0.0.0.0/', /https/],
    ['http://169.254.169.254/', /https/],
    ['ftp://127.0.0.1/', /https/],
    ['file:///etc/passwd', /https/],
    ['https://user:hunter2@api.smartlyq.com/', /credentials/],
    ['https://user@api.smartlyq.com/', /credentials/],
    ['https://api.smartlyq.com/v1?key=hunter2', /query/],
    ['https://api.smartlyq.com/v1?', /query/],
    ['https://api.smartlyq.com/v1#hunter2', /fragment/],
  ])('may not be %s, and the error does not show it', (text, why) => {
    const refused = () => outgoingUrl(text, { what, allowLoopback: true });
    expect(refused).toThrow(OutgoingUrlError);
    expect(refused).toThrow(why);
    expect(refused).toThrow(what);
    expect(refused).not.toThrow(/hunter2/);
  });

  it('may be http where an emulator is named, and nothing else with it', () => {
    const rule = { what: 'the address of SNS', allowHttp: true };
    expect(() => outgoingUrl('http://172.17.0.1:4566/', rule)).not.toThrow();
    for (const other of ['ftp://172.17.0.1/', 'http://user@172.17.0.1/', 'http://172.17.0.1/?x']) {
      expect(() => outgoingUrl(other, rule)).toThrow(OutgoingUrlError);
    }
  });

  it('may be bound to one host', () => {
    const rule = { what: 'the webhook URL', hosts: ['hooks.slack.com'] };
    expect(() => outgoingUrl('https://hooks.slack.com/services/T/B/x', rule)).not.toThrow();
    for (const other of [
      'https://hooks.slack.com.example.com/',
      'https://hooks.slack.com:8443/',
      'https://example.com/hooks.slack.com/',
      'https://127.0.0.1/',
    ]) {
      expect(() => outgoingUrl(other, rule)).toThrow(/https:\/\/hooks\.slack\.com\//);
    }
  });

  it('is checked when the client is made, before any key is read', () => {
    const make = () =>
      createSmartlyqClient({
        baseUrl: 'http://api.smartlyq.com/v1',
        apiKey: fixedSecret(''),
        clock: Date.now,
      });
    expect(make).toThrow(OutgoingUrlError);
  });
});
