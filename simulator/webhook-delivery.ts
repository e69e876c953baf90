import { createHmac } from 'node:crypto';

const MAX_RETRY_AFTER_MS = 3_600_000;
const TIMEOUT_MS = 10_000;
const MAX_EXCERPT = 500;

/** One signed POST. */
export interface Posted {
  readonly url: string;
  readonly secret: string;
  readonly eventId: string;
  readonly name: string;
  readonly body: string;
}

export interface Answered {
  /** undefined: no answer. */
  readonly status: number | undefined;
  /** Its first 500 characters. */
  readonly body?: string;
  /** What a 429 asked for, at most an hour. */
  readonly retryAfterMs?: number;
}

/** `X-SmartlyQ-Signature` over the body's bytes. */
export function signatureOf(body: string, secret: string, atMs: number): string {
  const timestamp = Math.floor(atMs / 1_000);
  const digest = createHmac('sha256', secret).update(`${timestamp}.${body}`).digest('hex');
  return `t=${timestamp},v1=${digest}`;
}

/** Never rejects: an endpoint that cannot be reached has no status. */
export async function postDelivery(posted: Posted, nowMs: number): Promise<Answered> {
  const { url, secret, eventId, name, body } = posted;
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'x-smartlyq-event': name,
        'x-smartlyq-event-id': eventId,
        'x-smartlyq-signature': signatureOf(body, secret, nowMs),
      },
      body,
      redirect: 'manual',
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    const excerpt = (await response.text()).slice(0, MAX_EXCERPT);
    const asked = Number(response.headers.get('retry-after') ?? Number.NaN) * 1_000;
    return {
      status: response.status,
      body: excerpt,
      ...(response.status === 429 &&
        asked >= 0 && { retryAfterMs: Math.min(asked, MAX_RETRY_AFTER_MS) }),
    };
  } catch {
    return { status: undefined };
  }
}

export function isSuccess(status: number | undefined): boolean {
  return status !== undefined && status >= 200 && status <= 299;
}
