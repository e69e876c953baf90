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
  /** Only this host, on its usual port; loopback stays allowed with `allowLoopback`. @default any host */
  readonly host?: string;
}

/**
 * Reads the address of an outgoing request: https, no credentials, no query, no fragment.
 * @throws OutgoingUrlError naming what is wrong with it.
 */
export function outgoingUrl(text: string, rule: OutgoingUrlRule): URL {
  const { what, allowLoopback = false, allowHttp = false, host } = rule;
  if (!URL.canParse(text)) throw new OutgoingUrlError(`${what} is no URL`);
  const url = new URL(text);
  const loopback = allowLoopback && isLoopback(url.hostname);
  const refuse = (fault: string) => new OutgoingUrlError(`${what} ${fault}`);
  if (url.username !== '' || url.password !== '') throw refuse('must not hold credentials');
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && (loopback || allowHttp))) {
    throw refuse('must begin with https:// (http only to this machine, in local mode)');
  }
  if (text.includes('?') || text.includes('#')) throw refuse('must not have a query or a fragment');
  if (host !== undefined && url.host !== host && !loopback) {
    throw refuse(`must begin with https://${host}/`);
  }
  return url;
}

/** The URL parser has already brought 127.1, 0x7f000001 and the like into the usual form. */
export function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d+){3}$/.test(hostname);
}
