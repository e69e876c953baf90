import { type Answer, failure } from './answers.ts';

/** The vendor documents no scope for reading the own balance; the simulator's keys need this one. */
export const BALANCE_SCOPE = 'wallet:read';

/** The codes seen with each status, and a message in the vendor's tone. */
const USUAL: Readonly<Record<number, readonly [code: string, message: string]>> = {
  401: ['INVALID_API_KEY', 'Invalid or revoked API key.'],
  402: ['INSUFFICIENT_CREDITS', 'Not enough credits for this call.'],
  403: ['INSUFFICIENT_SCOPE', 'API key lacks required scope'],
  404: ['RESOURCE_NOT_FOUND', 'Resource not found.'],
  409: ['CONFLICT', 'Conflict.'],
  422: ['VALIDATION_ERROR', 'Validation failed.'],
  429: ['RATE_LIMITED', 'Too many requests.'],
  500: ['INTERNAL_ERROR', 'Something went wrong on our side.'],
  503: ['SERVER_ERROR', 'Service unavailable.'],
  504: ['SERVER_ERROR', 'The upstream service did not answer in time.'],
};

export interface Refusal {
  readonly status: number;
  readonly code?: string;
  readonly message?: string;
  readonly retryAfterSeconds?: number;
  readonly scope?: string;
  /** With 402: what is left, credits. */
  readonly balance?: number;
}

/** An error as the vendor answers it. */
export function refuse(refusal: Refusal, nowMs: number): Answer {
  const { status, scope = BALANCE_SCOPE } = refusal;
  if (status === 502) return { status, body: null };
  const [usualCode, usualMessage] = USUAL[status] ?? ['SERVER_ERROR', 'Request failed.'];
  const code = refusal.code ?? usualCode;
  const message = refusal.message ?? (status === 403 ? `${usualMessage}: ${scope}` : usualMessage);
  const retryAfterSeconds = refusal.retryAfterSeconds ?? (status === 429 ? 1 : undefined);
  const details = detailsOf({ ...refusal, scope }, retryAfterSeconds);
  const answer = failure(status, { code, message, details }, nowMs);
  if (retryAfterSeconds === undefined) return answer;
  return { ...answer, headers: { 'retry-after': String(retryAfterSeconds) } };
}

function detailsOf({ status, balance, scope }: Refusal, retryAfterSeconds?: number): object {
  if (status === 403) return { required_scope: scope };
  if (status === 402 && balance !== undefined) return { balance_sqc: balance };
  if (status === 429) return { retry_after: retryAfterSeconds };
  return {};
}
