import { SETUP, type SecretSource } from '../aws/secret-source.ts';
import { type OutgoingAnswer, OutgoingRequestError, request } from '../http/outgoing-request.ts';
import { outgoingUrl } from '../http/outgoing-url.ts';
import { retryAfterMs, withRetries } from '../http/retry-timing.ts';
import { type AnswerFacts, factsOf } from './answer-facts.ts';
import { type DataSchema, dataIn, failureIn, parseJson } from './smartlyq-answers.ts';
import { SmartlyqError } from './smartlyq-error.ts';
import { badAnswer, type Call, cutAnswer, failureOf, unreachable } from './smartlyq-failure.ts';
import { readKey } from './smartlyq-key.ts';

export interface SmartlyqClientOptions {
  /** "https://api.smartlyq.com/v1"; https, without credentials, query and fragment. */
  readonly baseUrl: string;
  readonly apiKey: SecretSource;
  /** Epoch milliseconds; dates the readings. */
  readonly clock: () => number;
  /** For one attempt, connecting and reading included. @default 5 000 */
  readonly attemptTimeoutMs?: number;
  /** For all attempts of one read and the pauses between them. @default 20 000 */
  readonly totalTimeoutMs?: number;
  /** Of one GET, 1 to 4. @default 4 */
  readonly maxAttempts?: number;
  /** Local mode: http to this machine is allowed. @default false */
  readonly allowLoopback?: boolean;
  readonly sleep?: (ms: number) => Promise<void>;
  /** In [0, 1). */
  readonly random?: () => number;
}

/** One call of the API. */
export interface Question<T> {
  /** @default 'GET' */
  readonly method?: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** Below the base URL: "/me/balance". */
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  /** Sent as JSON. */
  readonly body?: object;
  readonly schema: DataSchema<T>;
  /** The scope that the vendor's documentation names for the call. */
  readonly scope?: string;
  /** What the answer may have. @default MAX_ANSWER_BYTES */
  readonly maxBytes?: number;
  /** See `dataIn`. @default false */
  readonly mayBeBare?: boolean;
}

export interface Answer<T> {
  readonly data: T;
  /** When it had arrived, epoch milliseconds. */
  readonly atMs: number;
  readonly facts: AnswerFacts;
}

/** @throws SmartlyqError */
export type VendorReader = <T>(question: Question<T>) => Promise<Answer<T>>;

/**
 * Asks the SmartlyQ API: key, time, retries and errors are alike for every call. A GET is tried again where
 * that may help; anything else is not, because what was lost on the way may have been done.
 * @throws OutgoingUrlError when `baseUrl` is not an address to send a key to.
 */
export function createVendorReader(options: SmartlyqClientOptions): VendorReader {
  const { apiKey, clock, attemptTimeoutMs = 5_000, totalTimeoutMs = 20_000 } = options;
  const { allowLoopback = false, maxAttempts, sleep, random } = options;
  const base = outgoingUrl(options.baseUrl, { what: 'the SmartlyQ base URL', allowLoopback });

  async function read<T>(question: Question<T>): Promise<Answer<T>> {
    const time = { leftMs: totalTimeoutMs };
    const { method = 'GET', path, scope, maxBytes } = question;
    const call = { name: `${method} ${path}`, scope, maxBytes, remedy: apiKey.remedy ?? SETUP };
    const key = await readKey(apiKey);
    try {
      return await attempts(question, { ...call, key }, time);
    } catch (error) {
      if (!(error instanceof SmartlyqError && error.kind === 'unauthorized')) throw error;
      // The key may have been replaced since it was cached: look again before anybody is alarmed.
      const fresh = await readKey(apiKey, { fresh: true });
      if (fresh === key) throw error;
      return await attempts(question, { ...call, key: fresh }, time);
    }
  }

  async function attempts<T>(
    question: Question<T>,
    call: Call,
    time: { leftMs: number },
  ): Promise<Answer<T>> {
    const isRead = (question.method ?? 'GET') === 'GET';
    const ended = await withRetries((timeoutMs) => once(question, call, timeoutMs), {
      time,
      attemptTimeoutMs: isRead ? attemptTimeoutMs : totalTimeoutMs,
      retryAfterMs: (outcome) =>
        outcome instanceof SmartlyqError && outcome.retryable && isRead
          ? (outcome.retryAfterMs ?? 0)
          : undefined,
      maxAttempts,
      sleep,
      random,
    });
    if (ended instanceof SmartlyqError) throw ended;
    return ended;
  }

  async function once<T>(
    question: Question<T>,
    call: Call,
    timeoutMs: number,
  ): Promise<Answer<T> | SmartlyqError> {
    const { method = 'GET', path, query = {}, body, schema, maxBytes, mayBeBare } = question;
    const url = new URL(base);
    url.pathname = `${base.pathname.replace(/\/+$/, '')}${path}`;
    url.search = new URLSearchParams(query).toString();
    const headers = {
      authorization: `Bearer ${call.key}`,
      accept: 'application/json',
      'user-agent': 'smartlyq-runway',
      ...(body !== undefined && { 'content-type': 'application/json' }),
    };
    let answer: OutgoingAnswer;
    try {
      answer = await request({
        url,
        method,
        headers,
        timeoutMs,
        ...(body !== undefined && { body: JSON.stringify(body) }),
        maxBytes,
      });
    } catch (error) {
      if (!(error instanceof OutgoingRequestError)) throw error;
      return unreachable(error, call, base.origin);
    }
    const atMs = clock();
    const asked = retryAfterMs(answer.headers.get('retry-after'), atMs);
    if (answer.status < 200 || answer.status > 299) return failureOf(answer, call, asked);
    if (answer.cut !== undefined) return cutAnswer(answer, call);
    const json = parseJson(answer.text);
    if (failureIn(json) !== undefined) return failureOf(answer, call, asked);
    const found = dataIn(json, schema, mayBeBare);
    if ('fault' in found) return badAnswer(found.fault, answer.status, call);
    return { data: found.data, atMs, facts: factsOf(answer.headers, call.key) };
  }

  return read;
}
