import { createHmac, timingSafeEqual } from 'node:crypto';

/** A signature older or newer than this is refused: a recorded delivery cannot be played back for long. */
export const SIGNATURE_TOLERANCE_MS = 5 * 60_000;

const HEADER = /^t=(\d{9,14}),\s?v1=([0-9a-f]{64})$/i;
/** From here on a timestamp counts milliseconds: the documentation names no unit. */
const FIRST_MILLISECONDS = 1e11;

export interface WebhookSignature {
  /** As it was signed. */
  readonly timestamp: string;
  readonly digest: Buffer;
}

/**
 * Reads `X-SmartlyQ-Signature: t=<timestamp>,v1=<hex>`, before any secret is asked for.
 * @returns undefined when it is no such header, or its timestamp is more than five minutes from `nowMs`
 */
export function freshSignature(
  header: string | undefined,
  nowMs: number,
): WebhookSignature | undefined {
  const [, timestamp, hex] = HEADER.exec(header ?? '') ?? [];
  if (timestamp === undefined || hex === undefined) return undefined;
  const count = Number(timestamp);
  const atMs = count < FIRST_MILLISECONDS ? count * 1_000 : count;
  if (Math.abs(nowMs - atMs) > SIGNATURE_TOLERANCE_MS) return undefined;
  return { timestamp, digest: Buffer.from(hex, 'hex') };
}

/** Whether the secret made this signature over these very bytes; takes as long for a wrong one as for a right one. */
export function isSignedBy(
  secret: string,
  { timestamp, digest }: WebhookSignature,
  body: Uint8Array,
): boolean {
  const expected = createHmac('sha256', secret).update(`${timestamp}.`).update(body).digest();
  return digest.length === expected.length && timingSafeEqual(digest, expected);
}
