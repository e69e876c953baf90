import { isPrivateHost } from './private-address.ts';

/** Thrown when an address is not one that we send to. Never shows the address: it may hold a secret. */
export class OutgoingUrlError extends Error {
  override readonly name = 'OutgoingUrlError';
}

export interface OutgoingUrlRule {
  /** What the address is called in the error: "the SmartlyQ base URL". */
  readonly what: string;
  /** Local mode: http is allowed to 127.0.0.0/8, [::1] and localhost. @default false */
  readonly allowLoopback?: boolean;
  /** Http is allowed to any host: an emulator's, which the environment of the process names. @default false */
  readonly allowHttp?: boolean;
  /** Only these hosts, on their usual port; loopback stays allowed with `allowLoopback`. @default any host */
  readonly hosts?: readonly string[];
  /** It may end in a query, such as a signature. @default false */
  readonly allowQuery?: boolean;
  /** No address or name of a private network; what a name leads to is for `request` to check. @default false */
  readonly isPublic?: boolean;
}

/**
 * Reads the address of an outgoing request: https, no credentials, no fragment, and no query unless it is allowed.
 * @throws OutgoingUrlError naming what is wrong with it.
 */
export function outgoingUrl(text: string, rule: OutgoingUrlRule): URL {
  const { what, allowLoopback = false, allowHttp = false, allowQuery = false } = rule;
  const { hosts, isPublic = false } = rule;
  if (!URL.canParse(text)) throw new OutgoingUrlError(`${what} is no URL`);
  const url = new URL(text);
  const loopback = allowLoopback && isLoopback(url.hostname);
  const refuse = (fault: string) => new OutgoingUrlError(`${what} ${fault}`);
  if (url.username !== '' || url.password !== '') throw refuse('must not hold credentials');
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && (loopback || allowHttp))) {
    throw refuse('must begin with https:// (http only to this machine, in local mode)');
  }
  if (text.includes('#') || (!allowQuery && text.includes('?'))) {
    throw refuse(`must not have ${allowQuery ? 'a fragment' : 'a query or a fragment'}`);
  }
  if (hosts !== undefined && !hosts.includes(url.host) && !loopback) {
    throw refuse(`must begin with ${hosts.map((host) => `https://${host}/`).join(' or ')}`);
  }
  if (isPublic && !loopback && isPrivateHost(url.hostname)) {
    throw refuse('must not lead into a private network');
  }
  return url;
}

/** The URL parser has already brought 127.1, 0x7f000001 and the like into the usual form. */
export function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d+){3}$/.test(hostname);
}
