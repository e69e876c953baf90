import { createHmac, timingSafeEqual } from 'node:crypto';

/** A signature older or newer than this is refused: a recorded delivery cannot be played back for long. */
export const SIGNATURE_TOLERANCE_MS = 5 * 60_000;

/** While the vendor rotates a secret it may sign with both; nobody needs to sign with more. */
const MAX_DIGESTS = 4;
const MAX_HEADER_CHARACTERS = 512;
/** From here on a timestamp counts milliseconds: the documentation names no unit. */
const FIRST_MILLISECONDS = 1e11;

export interface WebhookSignature {
  /** As it was signed. */
  readonly timestamp: string;
  /** At least one; each of 32 bytes. */
  readonly digests: readonly Buffer[];
}

/**
 * Reads `X-SmartlyQ-Signature: t=<timestamp>,v1=<hex>[,v1=<hex>…]`, before any secret is read. Schemes other than v1
 * are passed over.
 * @returns undefined when it is no such header, or its timestamp is more than five minutes from `nowMs`
 */
export function freshSignature(
  header: string | undefined,
  nowMs: number,
): WebhookSignature | undefined {
  if (header === undefined || header.length > MAX_HEADER_CHARACTERS) return undefined;
  const fields = header.split(',').map((field) => field.trim().split('='));
  const valuesOf = (name: string) =>
    fields.filter(([key]) => key === name).map(([, value = '']) => value);
  const [timestamp = '', ...otherTimes] = valuesOf('t');
  const digests = valuesOf('v1');
  if (!/^\d{9,14}$/.test(timestamp) || otherTimes.length > 0) return undefined;
  if (digests.length === 0 || digests.length > MAX_DIGESTS) return undefined;
  if (!digests.every((hex) => /^[0-9a-f]{64}$/i.test(hex))) return undefined;
  const count = Number(timestamp);
  const atMs = count < FIRST_MILLISECONDS ? count * 1_000 : count;
  if (Math.abs(nowMs - atMs) > SIGNATURE_TOLERANCE_MS) return undefined;
  return { timestamp, digests: digests.map((hex) => Buffer.from(hex, 'hex')) };
}

/** Whether the secret made one of the signatures over these very bytes; a wrong one takes as long as a right one. */
export function isSignedBy(
  secret: string,
  { timestamp, digests }: WebhookSignature,
  body: Uint8Array,
): boolean {
  const expected = createHmac('sha256', secret).update(`${timestamp}.`).update(body).digest();
  return digests.filter((digest) => timingSafeEqual(digest, expected)).length > 0;
}
