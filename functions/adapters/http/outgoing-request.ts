import { lookup } from 'node:dns';
import type { IncomingMessage, RequestOptions } from 'node:http';
import { isPrivateAddress } from './private-address.ts';

// Not `fetch`: its first call loads a library of its own, and with it 15 MB.

/** An answer that is larger is cut there; ours are a few hundred bytes. */
export const MAX_ANSWER_BYTES = 64 * 1024;

export interface OutgoingRequest {
  /** Checked by `outgoingUrl`. */
  readonly url: URL;
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  /** For everything: connecting, sending, and reading the last byte. Milliseconds. */
  readonly timeoutMs: number;
  /** @default MAX_ANSWER_BYTES */
  readonly maxBytes?: number;
  /** Its name must not lead to this machine or into a private network. @default false */
  readonly isPublic?: boolean;
  /** Asked when the connection stands, right before the first byte leaves. @default always */
  readonly maySend?: () => boolean;
}

/**
 * - `not-connected`: nothing was sent (refused, unknown host, private host, bad certificate).
 * - `too-late`: nothing was sent, since `maySend` said no.
 * - `timed-out`, `lost`: it may have been sent, and the answer did not come, or not to its end.
 * - `too-large`: the answer is over 64 KB.
 */
export type OutgoingFault = 'not-connected' | 'too-late' | 'timed-out' | 'lost' | 'too-large';

export interface OutgoingAnswer {
  readonly status: number;
  readonly headers: AnswerHeaders;
  /** The body as UTF-8, as far as it was read; empty for a redirect, which is never followed. */
  readonly text: string;
  /** Why reading ended before the body did. */
  readonly cut?: OutgoingFault;
}

export interface AnswerHeaders {
  /** `name` in lower case; null: not sent. */
  get(name: string): string | null;
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
  if (fault === 'too-late') return 'no time was left to send it';
  if (fault === 'timed-out') return 'no complete answer in time';
  if (fault === 'lost') return 'the connection broke before the answer was complete';
  return `the answer is larger than ${maxBytes / 1024} KB`;
}

/**
 * Makes one request under the rules for everything that leaves: time and size capped, no redirect followed. A GET
 * that met a kept connection's end is sent once more, over a new one.
 * @throws OutgoingRequestError when no status arrived; once it has, the answer says what was cut.
 */
export async function request(wanted: OutgoingRequest): Promise<OutgoingAnswer> {
  const { timeoutMs, maxBytes = MAX_ANSWER_BYTES } = wanted;
  const signal = AbortSignal.timeout(timeoutMs);
  let response: IncomingMessage;
  try {
    response = await send(wanted, signal);
  } catch (error) {
    throw new OutgoingRequestError(signal.aborted ? 'timed-out' : toFault(error), error);
  }
  const { statusCode: status = 0 } = response;
  const headers = headersOf(response);
  if (isRedirect(status)) {
    response.destroy();
    return { status, headers, text: '' };
  }
  return { status, headers, ...(await readCapped(response, maxBytes, signal)) };
}

async function send(
  { url, method, headers, body, isPublic = false, maySend = () => true }: OutgoingRequest,
  signal: AbortSignal,
): Promise<IncomingMessage> {
  // At the first request, not at the cold start: the SDK loads the same module then.
  const { request: over } = await (url.protocol === 'https:'
    ? import('node:https')
    : import('node:http'));
  const once = () =>
    new Promise<IncomingMessage>((resolve, reject) => {
      let isAnswered = false;
      const options = { method, headers, signal, ...(isPublic && { lookup: publicLookup }) };
      const sent = over(url, options, (response) => {
        isAnswered = true;
        resolve(response);
      });
      sent.on('error', (error) => {
        // A kept connection that the other side has closed while this function was frozen: not an answer to this request.
        const isStale = sent.reusedSocket && /^(ECONNRESET|EPIPE)$/.test(codeOf(error));
        if (isStale && !isAnswered && method === 'GET') once().then(resolve, reject);
        else reject(error);
      });
      // Unheard, such an answer ends in neither an answer nor an error.
      sent.on('upgrade', (_, socket) => {
        socket.destroy();
        reject(new Error('the answer asked for another protocol'));
      });
      const leave = () => {
        if (maySend()) sent.end(body);
        else sent.destroy(new TooLateError());
      };
      // Connecting takes long enough for a lease to end.
      sent.on('socket', (socket) => {
        if (socket.connecting)
          socket.once(url.protocol === 'https:' ? 'secureConnect' : 'connect', leave);
        else leave();
      });
    });
  return once();
}

/** A public name that leads to a private address would let whoever owns the name reach into our network. */
const publicLookup: NonNullable<RequestOptions['lookup']> = (hostname, options, answer) => {
  lookup(hostname, { ...options, all: true }, (error, addresses) => {
    if (error) return answer(error, '', 0);
    const [first] = addresses;
    if (first === undefined || addresses.some(({ address }) => isPrivateAddress(address))) {
      return answer(Object.assign(new Error('a private address'), { code: 'EPRIVATE' }), '', 0);
    }
    return options.all ? answer(null, addresses) : answer(null, first.address, first.family);
  });
};

function headersOf({ headers }: IncomingMessage): AnswerHeaders {
  return { get: (name) => [headers[name]].flat().join(', ') || null };
}

async function readCapped(
  response: IncomingMessage,
  maxBytes: number,
  signal: AbortSignal,
): Promise<Pick<OutgoingAnswer, 'text' | 'cut'>> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  let cut: OutgoingFault | undefined;
  try {
    // Leaving the loop destroys the stream, so that a huge body is not downloaded to its end.
    for await (const chunk of response) {
      bytes += chunk.byteLength;
      if (bytes > maxBytes) {
        cut = 'too-large';
        break;
      }
      chunks.push(chunk);
    }
  } catch {
    cut = signal.aborted ? 'timed-out' : 'lost';
  }
  const text = new TextDecoder().decode(Buffer.concat(chunks));
  return cut === undefined ? { text } : { text, cut };
}

class TooLateError extends Error {}

/** Before a connection stands; all other faults come when the request may already be on its way. */
const NOT_CONNECTED =
  /^(ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|EADDRNOTAVAIL|EPRIVATE|CERT_.*|ERR_TLS_.*|ERR_SSL_.*|DEPTH_ZERO_.*|SELF_SIGNED_.*|UNABLE_TO_.*)$/;

function toFault(error: unknown): OutgoingFault {
  if (error instanceof TooLateError) return 'too-late';
  return NOT_CONNECTED.test(codeOf(error)) ? 'not-connected' : 'lost';
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}
