/** `report`: look at the page. `snooze`: look, and ask for a snooze. */
export type LinkPurpose = 'report' | 'snooze';

/** What a link allows. Whoever holds it may, until it expires: it is signed, not asked for a password. */
export interface LinkClaims {
  readonly purpose: LinkPurpose;
  /** A wallet's id, or `EVERY_WALLET`. */
  readonly wallet: string;
  /** Epoch milliseconds, whole seconds. */
  readonly expiresAtMs: number;
}

/** No wallet can be called so. It goes only to those who hear of all of them, and only to look. */
export const EVERY_WALLET = '*';

export const LINK_LIFETIME_MS = 7 * 86_400_000;

const LETTER: Readonly<Record<LinkPurpose, string>> = { report: 'r', snooze: 's' };
const PAYLOAD = /^([rs])([0-9a-z]{6,8})\.([a-z0-9*][a-z0-9~-]{0,79})$/;

/** "stl8p2o.main": purpose, the second of expiry in base 36, wallet. One way only to write each. */
export function linkPayload({ purpose, wallet, expiresAtMs }: LinkClaims): string {
  const second = Math.floor(expiresAtMs / 1_000).toString(36);
  return `${LETTER[purpose]}${second}.${wallet.replace('/', '~')}`;
}

/** undefined: not written by `linkPayload`. Says nothing of who wrote it: see the signature. */
export function claimsOf(payload: string): LinkClaims | undefined {
  const [, letter, second = '', wallet = ''] = PAYLOAD.exec(payload) ?? [];
  if (letter === undefined) return undefined;
  const claims: LinkClaims = {
    purpose: letter === LETTER.snooze ? 'snooze' : 'report',
    wallet: wallet.replace('~', '/'),
    expiresAtMs: Number.parseInt(second, 36) * 1_000,
  };
  return linkPayload(claims) === payload ? claims : undefined;
}

/** Stands in a stored message where a signed link goes when it is sent: whoever has a link can open the page. */
export const PAGE_PLACEHOLDER = 'https://page.invalid/';

/** Where a message's links lead; they are signed, so they stand in mail and chats alone. */
export interface MessageLinks {
  /** The wallet's page. */
  readonly page: string;
  /** Its form can ask for a snooze. */
  readonly canSnooze: boolean;
}
