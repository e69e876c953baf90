import { createHmac, randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import {
  fixedSecret,
  SecretMissingError,
  type SecretSource,
} from '../../../../functions/adapters/aws/secret-source.ts';
import {
  createLinkSigner,
  createLinkVerifier,
} from '../../../../functions/adapters/web/signed-links.ts';
import {
  LINK_LIFETIME_MS,
  type LinkClaims,
  linkPayload,
} from '../../../../functions/core/wording/links.ts';

const NOW_MS = Date.parse('2026-11-22T12:00:00Z');
const KEY = randomBytes(32).toString('base64url');
const HOST = 'abcdef.lambda-url.eu-central-1.on.aws';
const claims: LinkClaims = {
  purpose: 'snooze',
  wallet: 'main',
  expiresAtMs: NOW_MS + LINK_LIFETIME_MS,
};

const verifier = createLinkVerifier(fixedSecret(KEY), () => true);

async function tokenOf(some: LinkClaims, key = KEY, host = HOST): Promise<string> {
  const link = await createLinkSigner(fixedSecret(key), `https://${host}/`).sign(some);
  return new URL(link ?? '').searchParams.get('t') ?? '';
}

describe('a signed link', () => {
  it('opens as often as wanted until it expires, and then no more', async () => {
    const token = await tokenOf(claims);
    for (const nowMs of [NOW_MS, NOW_MS, claims.expiresAtMs - 1]) {
      expect(await verifier.verify(token, HOST, nowMs)).toEqual(claims);
    }
    expect(await verifier.verify(token, HOST, claims.expiresAtMs)).toBeUndefined();
  });

  it('stays closed for every forgery, other wallet, purpose, time, host or key: 10,000 tries', async () => {
    const token = await tokenOf(claims);
    const [payload = '', wallet = '', signature = ''] = token.split('.');
    const changed = (text: string, at: number) =>
      `${text.slice(0, at)}${text[at] === 'A' ? 'B' : 'A'}${text.slice(at + 1)}`;
    const forgeries: (() => string | Promise<string>)[] = [
      () => `${payload}.${wallet}.${randomBytes(32).toString('base64url')}`,
      () => `${payload}.w${Math.floor(Math.random() * 1e6)}.${signature}`,
      () => `r${payload.slice(1)}.${wallet}.${signature}`,
      () =>
        `${linkPayload({ ...claims, expiresAtMs: claims.expiresAtMs + 1_000 * Math.ceil(Math.random() * 1e6) })}.${signature}`,
      () => tokenOf({ ...claims, expiresAtMs: NOW_MS - 1_000 * Math.floor(Math.random() * 1e6) }),
      () => tokenOf(claims, randomBytes(32).toString('base64url')),
      () => tokenOf(claims, KEY, `${randomBytes(8).toString('hex')}.example.com`),
      () => changed(token, Math.floor(Math.random() * (token.length - 1))),
      () => token.slice(0, Math.floor(Math.random() * token.length)),
      () =>
        `${payload}.${wallet}.${createHmac('sha256', '').update(`${payload}.${wallet}`).digest('base64url')}`,
      () => randomBytes(Math.floor(Math.random() * 200)).toString('latin1'),
      () => `${token}${'A'.repeat(Math.ceil(Math.random() * 300))}`,
    ];
    let accepted = 0;
    for (let tried = 0; tried < 10_000; tried++) {
      const forge = forgeries[tried % forgeries.length];
      const forged = (await forge?.()) ?? '';
      if (forged !== token && (await verifier.verify(forged, HOST, NOW_MS))) accepted += 1;
    }
    expect(accepted).toBe(0);
  });

  it('is not there where no key is stored, or one that could be guessed', async () => {
    const missing: SecretSource = { read: () => Promise.reject(new SecretMissingError('/k')) };
    for (const source of [missing, fixedSecret('short')]) {
      expect(await createLinkSigner(source, `https://${HOST}/`).sign(claims)).toBeUndefined();
    }
  });

  it('does not open while the key cannot be read, and says why to the operator alone', async () => {
    const broken: SecretSource = { read: () => Promise.reject(new Error('throttled')) };
    const notified: string[] = [];
    const closed = createLinkVerifier(
      broken,
      () => true,
      (why) => notified.push(why),
    );
    expect(await closed.verify(await tokenOf(claims), HOST, NOW_MS)).toBeUndefined();
    expect(notified).toEqual(['throttled']);
  });

  it('is not signed when the key cannot be read: that is a failure, not a missing key', async () => {
    const broken: SecretSource = { read: () => Promise.reject(new Error('throttled')) };
    await expect(createLinkSigner(broken, `https://${HOST}/`).sign(claims)).rejects.toThrow(
      'throttled',
    );
  });
});
