import type { SendOutcome } from '../../core/alert/delivery.ts';
import {
  isRedirect,
  type OutgoingAnswer,
  OutgoingRequestError,
  request,
} from './outgoing-request.ts';
import { outsideText } from './outside-text.ts';
import { retryAfterMs, withRetries } from './retry-timing.ts';

/** One request of a message. */
export interface Posting {
  /** Checked by `outgoingUrl`. */
  readonly url: URL;
  readonly body: string;
  /** @default JSON's */
  readonly headers?: Readonly<Record<string, string>>;
}

export interface PostOptions {
  /** As people call it: "Slack". */
  readonly service: string;
  /** Never shown, beside the URL. */
  readonly secrets: readonly string[];
  /** @default false */
  readonly isPublic?: boolean;
  /** What an answer means to this service where its status does not say it. @default the usual outcome */
  readonly outcomeOf?: (answer: OutgoingAnswer, usual: SendOutcome) => SendOutcome;
  /** For one attempt, milliseconds. */
  readonly timeoutMs: number;
  /** Asked right before each request leaves. */
  readonly maySend: () => boolean;
  readonly sleep?: (ms: number) => Promise<void>;
  /** In [0, 1). */
  readonly random?: () => number;
}

const TOO_LATE = { state: 'failed', reason: 'no time was left to send it', arrived: 'no' } as const;
/** Services that are busy usually say so themselves in `Retry-After`. */
const USUAL_PAUSE_MS = 1_000;

/**
 * Posts, and tries again while the service says "later, please" and there is time. Any other failure is for the
 * outbox, which marks repeats. No outcome holds the URL or a secret.
 * @param time what is left for all attempts and pauses, milliseconds; counted down
 */
export async function postMessage(
  posting: Posting,
  time: { leftMs: number },
  options: PostOptions,
): Promise<SendOutcome> {
  const { timeoutMs, maySend, sleep, random } = options;
  if (!maySend()) return TOO_LATE;
  return withRetries<SendOutcome>((limitMs) => once(posting, limitMs, options), {
    time,
    attemptTimeoutMs: timeoutMs,
    retryAfterMs: (outcome) => (outcome.state === 'failed' ? outcome.retryAfterMs : undefined),
    mayRetry: maySend,
    sleep,
    random,
  });
}

async function once(
  { url, body, headers }: Posting,
  timeoutMs: number,
  { service, secrets, isPublic, outcomeOf, maySend }: PostOptions,
): Promise<SendOutcome> {
  try {
    const answer = await request({
      url,
      method: 'POST',
      headers: {
        'content-type': 'application/json; charset=utf-8',
        'user-agent': 'smartlyq-runway',
        ...headers,
        // A kept connection goes stale while the function is frozen; its reset would look like a lost answer.
        connection: 'close',
      },
      body,
      timeoutMs,
      isPublic,
      maySend,
    });
    const usual = usualOutcome(answer, service, [...secrets, ...secretParts(url)]);
    return outcomeOf?.(answer, usual) ?? usual;
  } catch (error) {
    if (!(error instanceof OutgoingRequestError)) throw error;
    if (error.fault === 'too-late') return TOO_LATE;
    const arrived = error.fault === 'not-connected' ? 'no' : 'unknown';
    return { state: 'failed', reason: `${service} cannot be reached: ${error.message}`, arrived };
  }
}

/** What is shorter is no secret but a word, such as "services". */
const MIN_SECRET = 12;

/** An answer may quote the address, or the one part of it that is secret. The longest come first. */
function secretParts(url: URL): string[] {
  const parts = [...url.pathname.split('/'), ...url.searchParams.values()];
  const path = url.pathname.length > 1 ? [`${url.pathname}${url.search}`, url.pathname] : [];
  return [url.href, ...path, ...parts.filter((part) => part.length >= MIN_SECRET)];
}

/** The status decides; the body is the service's word for it and may be cut or missing. */
function usualOutcome(
  { status, headers, text }: OutgoingAnswer,
  service: string,
  secrets: readonly string[],
): SendOutcome {
  if (status >= 200 && status < 300) return { state: 'accepted' };
  const word = outsideText(text, secrets);
  const reason = `${service} answered ${status}${word === '' ? '' : ` ${word}`}`;
  const askedMs = retryAfterMs(headers.get('retry-after'), Date.now());
  if (status === 429 || (status === 503 && askedMs !== undefined)) {
    return { state: 'failed', reason, arrived: 'no', retryAfterMs: askedMs ?? USUAL_PAUSE_MS };
  }
  if (isRedirect(status)) {
    return {
      state: 'failed',
      reason: `${reason}, a redirect, which is never followed`,
      arrived: 'no',
    };
  }
  // 408 and 425 say of themselves that they pass.
  if (status === 408 || status === 425) return { state: 'failed', reason, arrived: 'unknown' };
  return status < 500 ? { state: 'refused', reason } : { state: 'failed', reason, arrived: 'no' };
}
