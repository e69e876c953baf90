/** An answer that is larger is cut there; ours are a few hundred bytes. */
export const MAX_ANSWER_BYTES = 64 * 1024;

export interface OutgoingRequest {
  /** Checked by `outgoingUrl`. */
  readonly url: URL;
  readonly method: 'GET' | 'POST';
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  /** For everything: connecting, sending, and reading the last byte. Milliseconds. */
  readonly timeoutMs: number;
  /** @default MAX_ANSWER_BYTES */
  readonly maxBytes?: number;
}

/**
 * - `not-connected`: nothing was sent (refused, unknown host, bad certificate).
 * - `timed-out`, `lost`: it may have been sent, and the answer did not come, or not to its end.
 * - `too-large`: the answer is over 64 KB.
 */
export type OutgoingFault = 'not-connected' | 'timed-out' | 'lost' | 'too-large';

export interface OutgoingAnswer {
  readonly status: number;
  readonly headers: Headers;
  /** The body as UTF-8, as far as it was read; empty for a redirect, which is never followed. */
  readonly text: string;
  /** Why reading ended before the body did. */
  readonly cut?: OutgoingFault;
}

/** Thrown when no answer came at all. Its cause may quote the request: clean it before keeping it. */
export class OutgoingRequestError extends Error {
  override readonly name = 'OutgoingRequestError';
  readonly fault: OutgoingFault;

  constructor(fault: OutgoingFault, cause: unknown) {
    super(describeFault(fault), { cause });
    this.fault = fault;
  }
}

export function isRedirect(status: number): boolean {
  return status >= 300 && status < 400;
}

export function describeFault(fault: OutgoingFault, maxBytes = MAX_ANSWER_BYTES): string {
  if (fault === 'not-connected') return 'no connection';
  if (fault === 'timed-out') return 'no complete answer in time';
  if (fault === 'lost') return 'the connection broke before the answer was complete';
  return `the answer is larger than ${maxBytes / 1024} KB`;
}

/**
 * Makes one request under the rules for everything that leaves: time and size capped, no redirect followed.
 * @throws OutgoingRequestError when no status arrived; once it has, the answer says what was cut.
 */
export async function request(wanted: OutgoingRequest): Promise<OutgoingAnswer> {
  const { url, timeoutMs, maxBytes = MAX_ANSWER_BYTES, ...init } = wanted;
  let response: Response;
  try {
    const signal = AbortSignal.timeout(timeoutMs);
    response = await fetch(url, { ...init, redirect: 'manual', signal });
  } catch (error) {
    throw new OutgoingRequestError(faultOf(error), error);
  }
  const { status, headers } = response;
  if (isRedirect(status)) {
    await response.body?.cancel().catch(() => undefined);
    return { status, headers, text: '' };
  }
  return { status, headers, ...(await readCapped(response, maxBytes)) };
}

async function readCapped(
  response: Response,
  maxBytes: number,
): Promise<Pick<OutgoingAnswer, 'text' | 'cut'>> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  let cut: OutgoingFault | undefined;
  try {
    // Leaving the loop cancels the stream, so that a huge body is not downloaded to its end.
    for await (const chunk of response.body ?? []) {
      bytes += chunk.byteLength;
      if (bytes > maxBytes) {
        cut = 'too-large';
        break;
      }
      chunks.push(chunk);
    }
  } catch (error) {
    cut = isTimeout(error) ? 'timed-out' : 'lost';
  }
  const text = new TextDecoder().decode(Buffer.concat(chunks));
  return cut === undefined ? { text } : { text, cut };
}

/** Before a connection stands; all other faults come when the request may already be on its way. */
const NOT_CONNECTED =
  /^(ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|EADDRNOTAVAIL|UND_ERR_CONNECT_TIMEOUT|CERT_.*|ERR_TLS_.*|ERR_SSL_.*|DEPTH_ZERO_.*|SELF_SIGNED_.*|UNABLE_TO_.*)$/;

function faultOf(error: unknown): OutgoingFault {
  if (isTimeout(error)) return 'timed-out';
  return NOT_CONNECTED.test(codeOf(error)) ? 'not-connected' : 'lost';
}

function isTimeout(error: unknown): boolean {
  return error instanceof Error && error.name === 'TimeoutError';
}

/** `fetch` throws a bare TypeError and keeps the system's error as its cause. */
function codeOf(error: unknown): string {
  const cause = error instanceof Error ? error.cause : undefined;
  return cause instanceof Error && 'code' in cause ? String(cause.code) : '';
}
