import { createHmac, timingSafeEqual } from 'node:crypto';
import { MINUTE_MS } from '../../core/ledger/durations.ts';
import {
  claimsOf,
  EVERY_WALLET,
  LINK_LIFETIME_MS,
  type LinkClaims,
  linkPayload,
} from '../../core/wording/links.ts';
import { SecretMissingError, type SecretSource } from '../aws/secret-source.ts';
import { isMadeWith, signingSecret } from './rotating-secret.ts';

/** Shorter keys could be guessed; setup makes one of 43 characters (32 random bytes). */
export const MIN_LINK_KEY_CHARACTERS = 32;

/** Longer than any link of ours. */
const MAX_TOKEN_CHARACTERS = 160;
const SIGNATURE_CHARACTERS = 43;
const TOKEN = /^[a-z0-9.*~-]+\.[A-Za-z0-9_-]{43}$/;
/** The clocks of two functions may differ by so much. */
const CLOCK_TOLERANCE_MS = 5 * MINUTE_MS;

export interface LinkSigner {
  /**
   * undefined: no key is stored, so there are no links.
   * @throws SecretUnreadableError
   */
  sign(claims: LinkClaims): Promise<string | undefined>;
}

/** @param reportUrl the report function's address; a link is good there and nowhere else */
export function createLinkSigner(
  key: SecretSource,
  reportUrl: string,
  clock: () => number = Date.now,
): LinkSigner {
  const { origin, host } = new URL(reportUrl);
  return {
    async sign(claims) {
      const token = await signedToken(claims, key, host, clock());
      return token === undefined ? undefined : `${origin}/?t=${token}`;
    },
  };
}

export interface LinkVerifier {
  /** undefined: not ours, not for this host, expired, or no key can be read; nobody learns which. */
  verify(token: string, host: string, nowMs: number): Promise<LinkClaims | undefined>;
  /** The token for another page, for somebody who has just shown a good one. */
  token(claims: LinkClaims, host: string, nowMs: number): Promise<string | undefined>;
}

/** @param onUnreadable told why the key cannot be read, for each request that needs it */
export function createLinkVerifier(
  key: SecretSource,
  isKnownWallet: (id: string) => boolean,
  onUnreadable: (why: string) => void = () => {},
): LinkVerifier {
  /** Everything that can be refused without the key. */
  function plausibleClaims(token: string, nowMs: number): LinkClaims | undefined {
    if (token.length > MAX_TOKEN_CHARACTERS || !TOKEN.test(token)) return undefined;
    const claims = claimsOf(token.slice(0, -SIGNATURE_CHARACTERS - 1));
    if (claims === undefined) return undefined;
    const leftMs = claims.expiresAtMs - nowMs;
    const isInTime = leftMs > 0 && leftMs <= LINK_LIFETIME_MS + CLOCK_TOLERANCE_MS;
    const { wallet } = claims;
    return isInTime && (wallet === EVERY_WALLET || isKnownWallet(wallet)) ? claims : undefined;
  }

  return {
    async verify(token, host, nowMs) {
      const claims = plausibleClaims(token, nowMs);
      if (claims === undefined) return undefined;
      const shown = Buffer.from(token);
      try {
        const isOurs = await isMadeWith(key, nowMs, (secret) => {
          if (secret.length < MIN_LINK_KEY_CHARACTERS) return false;
          const expected = Buffer.from(tokenOf(claims, secret, host));
          return expected.length === shown.length && timingSafeEqual(expected, shown);
        });
        return isOurs ? claims : undefined;
      } catch (error) {
        onUnreadable(error instanceof Error ? error.message : String(error));
        return undefined;
      }
    },

    token: (claims, host, nowMs) => signedToken(claims, key, host, nowMs),
  };
}

async function signedToken(
  claims: LinkClaims,
  key: SecretSource,
  host: string,
  nowMs: number,
): Promise<string | undefined> {
  try {
    const secret = signingSecret(await key.read(), nowMs);
    return secret.length < MIN_LINK_KEY_CHARACTERS ? undefined : tokenOf(claims, secret, host);
  } catch (error) {
    // Messages go out without links rather than not at all.
    if (error instanceof SecretMissingError) return undefined;
    throw error;
  }
}

/** The host is signed, too: two stacks may share a key and have wallets of the same name. */
function tokenOf(claims: LinkClaims, key: string, host: string): string {
  const payload = linkPayload(claims);
  const signature = createHmac('sha256', key)
    .update(`smartlyq-runway link 1\n${host}\n${payload}`)
    .digest('base64url');
  return `${payload}.${signature}`;
}
