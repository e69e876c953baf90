import type { SendOutcome } from '../../../core/alert/delivery.ts';
import { outsideText } from '../../http/outside-text.ts';

/** Thrown in place of an error after which SNS may have the message; the SDK does not retry it. */
export class LostAnswerError extends Error {
  override readonly name = 'LostAnswerError';
}

/** Thrown in place of a request that a run may not send any more; the SDK does not retry it. */
export class TooLateError extends Error {
  override readonly name = 'TooLateError';

  constructor() {
    super('no time was left to send it');
  }
}

/** What SNS will answer every time, until somebody changes topic, key or permissions. */
const REFUSALS =
  /^(AuthorizationError|NotFound|InvalidParameter|InvalidParameterValue|ValidationError|Validation|EndpointDisabled|PlatformApplicationDisabled|InvalidSecurity|AccessDenied|KMSAccessDenied|KMSDisabled|KMSInvalidState|KMSNotFound|KMSOptInRequired)(Exception)?$/;

/** Before anything was sent: no connection, or no credentials to sign with. */
const NOT_SENT =
  /^(ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|EADDRNOTAVAIL|CERT_.*|ERR_TLS_.*|DEPTH_ZERO_.*|SELF_SIGNED_.*|UNABLE_TO_.*|CredentialsProviderError)$/;

/** How a publish ended that threw. Throttling and 5xx are definite answers: SNS did not take it. */
export function outcomeOfError(error: unknown): SendOutcome {
  const { name, code, message, status } = factsOf(error);
  if (error instanceof LostAnswerError) {
    return { state: 'failed', reason: message, arrived: 'unknown' };
  }
  if (error instanceof TooLateError) return { state: 'failed', reason: message, arrived: 'no' };
  const answered = status !== undefined && status >= 300;
  const what = answered ? `SNS answered ${status}` : 'no answer from SNS';
  const reason = outsideText(`${what}: ${code ?? name}: ${message}`);
  if (answered && status < 500 && REFUSALS.test(name)) return { state: 'refused', reason };
  const arrived = answered || NOT_SENT.test(code ?? name) ? 'no' : 'unknown';
  return { state: 'failed', reason, arrived };
}

interface ErrorFacts {
  readonly name: string;
  readonly code: string | undefined;
  readonly message: string;
  readonly status: number | undefined;
}

function factsOf(error: unknown): ErrorFacts {
  if (!(error instanceof Error)) {
    return { name: 'Error', code: undefined, message: String(error), status: undefined };
  }
  const code = 'code' in error && typeof error.code === 'string' ? error.code : undefined;
  return { name: error.name, code, message: error.message, status: statusOf(error) };
}

/** An answer that the SDK could not read has its status on the raw response alone. */
function statusOf(error: Error): number | undefined {
  const { $metadata, $response } = error as Error & {
    readonly $metadata?: { readonly httpStatusCode?: number };
    readonly $response?: { readonly statusCode?: number };
  };
  return $metadata?.httpStatusCode ?? $response?.statusCode;
}
