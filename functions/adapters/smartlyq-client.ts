import type { Reading } from '../core/reading.ts';
import { type AnswerFacts, factsOf } from './answer-facts.ts';
import { type OutgoingAnswer, OutgoingRequestError, request } from './outgoing-request.ts';
import { outgoingUrl } from './outgoing-url.ts';
import { pauseBeforeRetry, retryAfterMs } from './retry-timing.ts';
import type { SecretSource } from './secret-source.ts';
import {
  BalanceSchema,
  type DataSchema,
  dataIn,
  failureIn,
  parseJson,
} from './smartlyq-answers.ts';
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
  /** Local mode: http to this machine is allowed. @default false */
  readonly allowLoopback?: boolean;
  readonly sleep?: (ms: number) => Promise<void>;
  /** In [0, 1). */
  readonly random?: () => number;
}

export interface BalanceAnswer extends AnswerFacts {
  /** Dated when the answer had arrived. */
  readonly reading: Reading;
  /** Fields that were unsound and left out: "purchased_balance", "monthly_balance", "monthly_reset_at". */
  readonly ignored: readonly string[];
}

export interface SmartlyqClient {
  /** `GET /me/balance`; free of charge. @throws SmartlyqError */
  readBalance(): Promise<BalanceAnswer>;
}

interface Answer<T> {
  readonly data: T;
  readonly atMs: number;
  readonly facts: AnswerFacts;
}

/**
 * Reads a SmartlyQ wallet. Nothing is asked before the first read.
 * @throws OutgoingUrlError when `baseUrl` is not an address to send a key to.
 */
export function createSmartlyqClient(options: SmartlyqClientOptions): SmartlyqClient {
  const { apiKey, clock, attemptTimeoutMs = 5_000, totalTimeoutMs = 20_000 } = options;
  const { allowLoopback = false, sleep = pause, random = Math.random } = options;
  const base = outgoingUrl(options.baseUrl, { what: 'the SmartlyQ base URL', allowLoopback });

  async function get<T>(path: string, schema: DataSchema<T>, scope?: string): Promise<Answer<T>> {
    const time = { leftMs: totalTimeoutMs };
    const call = { name: `GET ${path}`, scope };
    const key = await readKey(apiKey);
    try {
      return await attempts(path, schema, { ...call, key }, time);
    } catch (error) {
      if (!(error instanceof SmartlyqError && error.kind === 'unauthorized')) throw error;
      // The key may have been replaced since it was cached: look again before anybody is alarmed.
      const fresh = await readKey(apiKey, { fresh: true });
      if (fresh === key) throw error;
      return await attempts(path, schema, { ...call, key: fresh }, time);
    }
  }

  /** Time is counted attempt by attempt, not by the wall clock, which may be set back or simulated. */
  async function attempts<T>(
    path: string,
    schema: DataSchema<T>,
    call: Call,
    time: { leftMs: number },
  ): Promise<Answer<T>> {
    for (let attempt = 1; ; attempt += 1) {
      const startedMs = performance.now();
      const timeoutMs = Math.ceil(Math.max(1, Math.min(attemptTimeoutMs, time.leftMs)));
      const ended = await once(path, schema, call, timeoutMs);
      time.leftMs -= performance.now() - startedMs;
      if (!(ended instanceof SmartlyqError)) return ended;
      const pauseMs = ended.retryable
        ? pauseBeforeRetry({
            attempt,
            leftMs: time.leftMs,
            retryAfterMs: ended.retryAfterMs,
            random: random(),
          })
        : undefined;
      if (pauseMs === undefined) throw ended;
      await sleep(pauseMs);
      time.leftMs -= pauseMs;
    }
  }

  async function once<T>(
    path: string,
    schema: DataSchema<T>,
    call: Call,
    timeoutMs: number,
  ): Promise<Answer<T> | SmartlyqError> {
    const url = new URL(base);
    url.pathname = `${base.pathname.replace(/\/+$/, '')}${path}`;
    const headers = {
      authorization: `Bearer ${call.key}`,
      accept: 'application/json',
      'user-agent': 'smartlyq-runway',
    };
    let answer: OutgoingAnswer;
    try {
      answer = await request({ url, method: 'GET', headers, timeoutMs });
    } catch (error) {
      if (!(error instanceof OutgoingRequestError)) throw error;
      return unreachable(error, call);
    }
    const atMs = clock();
    const asked = retryAfterMs(answer.headers.get('retry-after'), atMs);
    if (answer.status < 200 || answer.status > 299) return failureOf(answer, call, asked);
    if (answer.cut !== undefined) return cutAnswer(answer, call);
    const json = parseJson(answer.text);
    if (failureIn(json) !== undefined) return failureOf(answer, call, asked);
    const found = dataIn(json, schema);
    if ('fault' in found) return badAnswer(found.fault, answer.status, call);
    return { data: found.data, atMs, facts: factsOf(answer.headers, call.key) };
  }

  return {
    async readBalance() {
      const { data, atMs, facts } = await get('/me/balance', BalanceSchema);
      const { ignored, ...amounts } = data;
      return { reading: { atMs, ...amounts }, ignored, ...facts };
    },
  };
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, ms);
  });
}
