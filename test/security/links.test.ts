import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fixedSecret } from '../../functions/adapters/aws/secret-source.ts';
import { createLinkSigner, createLinkVerifier } from '../../functions/adapters/web/signed-links.ts';
import type { LinkClaims } from '../../functions/core/wording/links.ts';

const KEY = 'k'.repeat(43);
const HOST = 'abc.lambda-url.eu-central-1.on.aws';
const NOW_MS = Date.parse('2026-11-22T12:00:00Z');
const CLAIMS: LinkClaims = { purpose: 'snooze', wallet: 'main', expiresAtMs: NOW_MS + 86_400_000 };

const verifier = createLinkVerifier(fixedSecret(KEY), () => true);

async function tokenFor(claims: LinkClaims, key = KEY, host = HOST): Promise<string> {
  const link = await createLinkSigner(fixedSecret(key), `https://${host}/`).sign(claims);
  return new URL(link ?? '').searchParams.get('t') ?? '';
}

const opens = async (token: string, host = HOST, nowMs = NOW_MS) =>
  (await verifier.verify(token, host, nowMs)) !== undefined;

describe('a link', async () => {
  const good = await tokenFor(CLAIMS);

  it('opens what it was signed for, again and again until it expires', async () => {
    expect(await verifier.verify(good, HOST, NOW_MS)).toEqual(CLAIMS);
    expect(await opens(good, HOST, CLAIMS.expiresAtMs - 1)).toBe(true);
    expect(await opens(good, HOST, CLAIMS.expiresAtMs)).toBe(false);
  });

  it('opens nothing at another stack, nor with another key', async () => {
    expect(await opens(good, `x${HOST}`)).toBe(false);
    expect(await opens(await tokenFor(CLAIMS, 'l'.repeat(43)))).toBe(false);
  });

  it('cannot be turned into one for another wallet, purpose or time', async () => {
    const others = [
      { ...CLAIMS, wallet: 'other' },
      { ...CLAIMS, wallet: '*' },
      { ...CLAIMS, wallet: 'main/421077' },
      { ...CLAIMS, purpose: 'report' as const },
      { ...CLAIMS, expiresAtMs: CLAIMS.expiresAtMs + 1_000 },
    ];
    const signature = good.split('.').at(-1);
    for (const claims of others) {
      const other = await tokenFor(claims);
      const payload = other.slice(0, other.lastIndexOf('.'));
      expect(await opens(`${payload}.${signature}`)).toBe(false);
    }
  });

  it('of a sub-account cannot be turned into one for its agency or for another of it', async () => {
    const own = await tokenFor({ ...CLAIMS, wallet: 'main/421077' });
    expect(await verifier.verify(own, HOST, NOW_MS)).toEqual({ ...CLAIMS, wallet: 'main/421077' });
    for (const wallet of ['main', 'main/421078', 'other/421077']) {
      const payload = own.replace('main~421077', wallet.replace('/', '~'));
      expect(payload).not.toBe(own);
      expect(await opens(payload)).toBe(false);
    }
  });

  it('cannot be guessed: of 10,000 forgeries none opens', async () => {
    const change = fc.tuple(fc.nat(good.length - 1), fc.constantFrom(...'az09AZ.-_~*'));
    const forgery = fc.oneof(
      fc.array(change, { minLength: 1, maxLength: 4 }).map((changes) => {
        const characters = [...good];
        for (const [at, character] of changes) characters[at] = character;
        return characters.join('');
      }),
      fc.nat(good.length - 1).map((length) => good.slice(0, length)),
      fc.string({ maxLength: 200 }),
      fc.string().map((more) => `${good}${more}`),
    );
    await fc.assert(
      fc.asyncProperty(forgery, async (token) => {
        fc.pre(token !== good);
        expect(await opens(token)).toBe(false);
      }),
      { numRuns: 10_000, seed: 7 },
    );
  });
});
