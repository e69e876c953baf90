import { describe, expect, it } from 'vitest';
import {
  OutgoingRequestError,
  request,
} from '../../../../functions/adapters/http/outgoing-request.ts';
import { OutgoingUrlError, outgoingUrl } from '../../../../functions/adapters/http/outgoing-url.ts';
import { isPrivateAddress } from '../../../../functions/adapters/http/private-address.ts';
import { answer, loopbackServer } from './loopback-server.ts';

const PRIVATE = [
  '127.0.0.1',
  '10.1.2.3',
  '172.16.0.1',
  '172.31.255.255',
  '192.168.1.1',
  '100.64.0.1',
  '169.254.169.254',
  '0.0.0.0',
  '224.0.0.1',
  '255.255.255.255',
  '::1',
  '::',
  'fd00:ec2::254',
  'fe80::1',
  '::ffff:127.0.0.1',
  '::ffff:10.0.0.1',
];
const PUBLIC = ['8.8.8.8', '172.15.0.1', '172.32.0.1', '100.128.0.1', '2606:4700::1111'];

describe('a private address', () => {
  it.each(PRIVATE)('is %s', (address) => {
    expect(isPrivateAddress(address)).toBe(true);
  });

  it.each(PUBLIC)('is not %s', (address) => {
    expect(isPrivateAddress(address)).toBe(false);
  });

  it.each([
    'https://10.0.0.1/x',
    'https://[::1]/x',
    'https://[::ffff:169.254.169.254]/x',
    'https://0x7f000001/x',
    'https://localhost/x',
    'https://printer/x',
    'https://nas.local/x',
    'https://db.internal/x',
    'https://x.localhost./x',
  ])('is not posted to: %s', (url) => {
    const rule = { what: 'the address', isPublic: true };
    expect(() => outgoingUrl(url, rule)).toThrow(OutgoingUrlError);
    expect(() => outgoingUrl('https://example.com/x', rule)).not.toThrow();
  });

  it('is not connected to where a public name leads to it', async () => {
    const server = await loopbackServer(answer(200));
    const url = new URL(server.url.replace('127.0.0.1', 'localhost'));
    const wanted = { url, method: 'POST' as const, headers: {}, body: '', timeoutMs: 2_000 };
    const refused = await request({ ...wanted, isPublic: true }).catch((error) => error);
    expect(refused).toBeInstanceOf(OutgoingRequestError);
    expect(refused).toMatchObject({ fault: 'not-connected' });
    expect(server.requests).toEqual([]);
    expect(await request(wanted)).toMatchObject({ status: 200 });
  });
});
