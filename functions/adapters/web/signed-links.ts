import { createHmac, timingSafeEqual } from 'node:crypto';
import { claimsOf, type LinkClaims, linkPayload } from '../../core/wording/links.ts';
import { SecretMissingError, type SecretSource } from '../aws/secret-source.ts';

/** Shorter keys could be guessed; setup makes one of 43 characters (32 random bytes). */
export const MIN_LINK_KEY_CHARACTERS = 32;

/** Longer than any link of ours. */
const MAX_TOKEN_CHARACTERS = 160;
const SIGNATURE_CHARACTERS = 43;
const TOKEN = /^[a-z0-9.*~-]+\.[A-Za-z0-9_-]{43}$/;
/** Whoever floods us with guesses while no key is stored shall not flood Parameter Store, too. */
const MISSING_FOR_MS = 60_000;

export interface LinkSigner {
  /** undefined: no key is stored, so there are no links. */
  sign(claims: LinkClaims): Promise<string | undefined>;
}

/** @param reportUrl the report function's address; a link is good there and nowhere else */
export function createLinkSigner(key: SecretSource, reportUrl: string): LinkSigner {
  const { origin, host } = new URL(reportUrl);
  return {
    async sign(claims) {
      const secret = await usableKey(key);
      if (secret === undefined) return undefined;
      return `${origin}/?t=${tokenOf(claims, secret, host)}`;
    },
  };
}

export interface LinkVerifier {
  /** undefined: not ours, not for this host, or expired; nobody is told which. */
  verify(token: string, host: string, nowMs: number): Promise<LinkClaims | undefined>;
  /** The token for another page, for somebody who has just shown a good one. */
  token(claims: LinkClaims, host: string): Promise<string | undefined>;
}

export function createLinkVerifier(key: SecretSource, clock: () => number): LinkVerifier {
  let missingUntilMs = 0;
  async function secret(): Promise<string | undefined> {
    if (clock() < missingUntilMs) return undefined;
    const found = await usableKey(key);
    if (found === undefined) missingUntilMs = clock() + MISSING_FOR_MS;
    return found;
  }

  return {
    async verify(token, host, nowMs) {
      // Size and shape first: a guess costs nothing but this.
      if (token.length > MAX_TOKEN_CHARACTERS || !TOKEN.test(token)) return undefined;
      const payload = token.slice(0, -SIGNATURE_CHARACTERS - 1);
      const claims = claimsOf(payload);
      const known = await secret();
      if (claims === undefined || known === undefined) return undefined;
      const expected = Buffer.from(tokenOf(claims, known, host));
      const isOurs =
        expected.length === token.length && timingSafeEqual(expected, Buffer.from(token));
      return isOurs && nowMs < claims.expiresAtMs ? claims : undefined;
    },

    async token(claims, host) {
      const known = await secret();
      return known === undefined ? undefined : tokenOf(claims, known, host);
    },
  };
}

/** The host is signed, too: two stacks may share a key and have wallets of the same name. */
function tokenOf(claims: LinkClaims, key: string, host: string): string {
  const payload = linkPayload(claims);
  const signature = createHmac('sha256', key)
    .update(`smartlyq-runway link 1\n${host}\n${payload}`)
    .digest('base64url');
  return `${payload}.${signature}`;
}

/** Messages go out without links rather than not at all. */
async function usableKey(key: SecretSource): Promise<string | undefined> {
  try {
    const found = await key.read();
    return found.length >= MIN_LINK_KEY_CHARACTERS ? found : undefined;
  } catch (error) {
    if (error instanceof SecretMissingError) return undefined;
    throw error;
  }
}
