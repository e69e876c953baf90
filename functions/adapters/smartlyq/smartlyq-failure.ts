import { TOP_UP_URL } from '../../core/upcoming/purchase.ts';
import {
  describeFault,
  isRedirect,
  type OutgoingAnswer,
  type OutgoingRequestError,
} from '../http/outgoing-request.ts';
import { outsideText, safeCause } from '../http/outside-text.ts';
import { type Failure, failureIn, parseJson } from './smartlyq-answers.ts';
import { SmartlyqError, type SmartlyqErrorKind } from './smartlyq-error.ts';

/** What an error message about a call needs to know of it. */
export interface Call {
  /** "GET /me/balance" */
  readonly name: string;
  /** The scope that the vendor's documentation names for the call. */
  readonly scope?: string;
  /** To take it out of the vendor's words. */
  readonly key: string;
  /** How a rejected key is replaced, as an imperative. */
  readonly remedy: string;
  /** What an answer may have. @default MAX_ANSWER_BYTES */
  readonly maxBytes?: number;
}

/** Codes of a failure that came with a 2xx, and the kinds they stand for. */
const KIND_BY_CODE: Readonly<Record<string, SmartlyqErrorKind>> = {
  UNAUTHORIZED: 'unauthorized',
  INVALID_API_KEY: 'unauthorized',
  FORBIDDEN: 'forbidden',
  INSUFFICIENT_SCOPE: 'forbidden',
  RATE_LIMITED: 'rate-limited',
  RATE_LIMIT_EXCEEDED: 'rate-limited',
  CONFLICT: 'conflict',
  INTERNAL_ERROR: 'unavailable',
  SERVER_ERROR: 'unavailable',
};

/** Turns an answer that is not a success into the error that says what happened and the channel. */
export function failureOf(
  answer: Pick<OutgoingAnswer, 'status' | 'text'>,
  call: Call,
  retryAfterMs?: number,
): SmartlyqError {
  const { status } = answer;
  const failure = failureIn(parseJson(answer.text)) ?? {};
  const kind = kindOf(status, failure.code);
  const scope = kind === 'forbidden' ? (scopeIn(failure) ?? call.scope) : undefined;
  const said = vendorsWords(status, failure, call.key);
  const { name, remedy } = call;
  const message = wording(kind, { call: name, remedy, said, status, scope, retryAfterMs });
  return new SmartlyqError(kind, message, { status, scope, retryAfterMs });
}

/** @param address the origin that was asked: "https://api.example.com" */
export function unreachable(
  error: OutgoingRequestError,
  call: Call,
  address: string,
): SmartlyqError {
  const cause = safeCause(error.cause, [call.key]);
  const message = `SmartlyQ cannot be reached at ${address} (${call.name}: ${error.message}): the next poll tries again`;
  return new SmartlyqError('unavailable', message, { cause });
}

/** An oversized answer will be as large the next time; a broken one may not be broken again. */
export function cutAnswer(answer: OutgoingAnswer, call: Call): SmartlyqError {
  const { status, cut = 'lost' } = answer;
  if (cut === 'too-large') return badAnswer(describeFault(cut, call.maxBytes), status, call);
  const message = `SmartlyQ's answer is incomplete (${call.name}: ${describeFault(cut)}): the next poll tries again`;
  return new SmartlyqError('unavailable', message, { status });
}

export function badAnswer(fault: string, status: number, call: Call): SmartlyqError {
  const why = outsideText(fault, [call.key]);
  const message = `SmartlyQ's answer to ${call.name} cannot be read: ${why}. Check the base URL; if it is right, the API has changed`;
  return new SmartlyqError('bad-answer', message, { status });
}

function kindOf(status: number, code: string | undefined): SmartlyqErrorKind {
  if (status === 401) return 'unauthorized';
  if (status === 403) return 'forbidden';
  if (status === 409) return 'conflict';
  if (status === 429) return 'rate-limited';
  if (status >= 500) return 'unavailable';
  if (status >= 300) return 'refused';
  return KIND_BY_CODE[code ?? ''] ?? 'refused';
}

/** '403 FORBIDDEN: "API key lacks …"', at most 200 characters of it the vendor's. */
function vendorsWords(status: number, failure: Failure, key: string): string {
  const code =
    failure.code === undefined ? '' : ` ${outsideText(failure.code, [key]).slice(0, 40)}`;
  const message = outsideText(failure.message ?? '', [key]);
  const quoted = Array.from(message).slice(0, 150).join('');
  return `${status}${code}${quoted === '' ? '' : `: "${quoted}"`}`;
}

interface Told {
  readonly call: string;
  readonly remedy: string;
  readonly said: string;
  readonly status: number;
  readonly scope: string | undefined;
  readonly retryAfterMs: number | undefined;
}

function wording(kind: SmartlyqErrorKind, notified: Told): string {
  const { call, remedy, said, status, scope, retryAfterMs } = notified;
  const pause =
    retryAfterMs === undefined ? '' : `, it asks to wait ${Math.ceil(retryAfterMs / 1000)} s`;
  switch (kind) {
    case 'unauthorized':
      return `SmartlyQ rejects the API key (${said}): it is wrong or revoked. Create one at ${TOP_UP_URL} and ${remedy}`;
    case 'forbidden':
      return scope === undefined
        ? `the API key may not ${call} (${said}): see its scopes and the plan at ${TOP_UP_URL}`
        : `the API key lacks the scope ${scope} for ${call} (${said}): add it at ${TOP_UP_URL}`;
    case 'rate-limited':
      return `SmartlyQ takes no more requests for now (${said})${pause}: all keys of a workspace share one allowance; the next poll tries again`;
    case 'unavailable':
      return `SmartlyQ is not available (${call}: ${said})${pause}: the next poll tries again`;
    case 'conflict':
      return `SmartlyQ refused ${call} (${said}): sub-accounts need a key of an agency's workspace`;
    default:
      if (status === 402) {
        return `SmartlyQ refused ${call} for lack of credits (${said}): top up at ${TOP_UP_URL}`;
      }
      return isRedirect(status)
        ? `SmartlyQ answered ${call} with a redirect (${status}), which is never followed: check the base URL`
        : `SmartlyQ refused ${call} (${said}): check the base URL and the API key's workspace`;
  }
}

const SCOPE = /\b[a-z][a-z_-]{1,30}:[a-z_*-]{1,30}(?![\w/])/;

/** The vendor names it in `details.required_scope`, or only in the message. */
function scopeIn(failure: Failure): string | undefined {
  const { details = {}, message = '' } = failure;
  const notified = [details.required_scope, details.required_scopes, details.scope, message];
  for (const text of notified.flat()) {
    const found = typeof text === 'string' ? SCOPE.exec(text)?.[0] : undefined;
    if (found !== undefined) return found;
  }
  return undefined;
}
