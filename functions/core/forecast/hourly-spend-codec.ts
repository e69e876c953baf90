import { type HourlySpend, MAX_CLOSED_HOURS } from './hourly-spend.ts';

/**
 * A history in at most 1,388 bytes, little-endian:
 * version (uint16), exponent (int16), first and last reading (float64, epoch ms), the open hour's
 * spend and known milliseconds (float64), what an hour usually spends (float64, NaN for none), then each closed hour as a float16 × 2^exponent.
 *
 * The scale is a power of two, so rounding happens once: encoding what was decoded gives the same
 * bytes, and doubled spend gives exactly doubled values. A value keeps 11 bits (0.05 %) down to
 * 2⁻²⁸ of the largest hour and is lost below 2⁻³⁹ of it.
 */
const VERSION = 1;
const HEADER_BYTES = 44;
/** The largest hour lands in [2^14, 2^15): one bit of headroom below float16's 65,504. */
const TOP_EXPONENT = 14;
/** Its inverse is still a finite number. */
const LEAST_EXPONENT = -1000;

/** Thrown when bytes are no history of this version; the state is then rebuilt from readings. */
export class UnknownHistoryError extends Error {
  override readonly name = 'UnknownHistoryError';
}

export function encodeHourlySpend(history: HourlySpend): Uint8Array {
  const { closed, open } = history;
  const bytes = new Uint8Array(HEADER_BYTES + 2 * closed.length);
  const view = new DataView(bytes.buffer);
  const exponent = scaleExponent(closed);
  view.setUint16(0, VERSION, true);
  view.setInt16(2, exponent, true);
  view.setFloat64(4, history.firstAtMs, true);
  view.setFloat64(12, history.lastAtMs, true);
  view.setFloat64(20, open.spend, true);
  view.setFloat64(28, open.knownMs, true);
  view.setFloat64(36, history.usualPerHour ?? Number.NaN, true);
  const scale = 2 ** -exponent;
  for (let hour = 0; hour < closed.length; hour++) {
    view.setFloat16(HEADER_BYTES + 2 * hour, (closed[hour] as number) * scale, true);
  }
  return bytes;
}

/** @throws UnknownHistoryError when the length or the version is not one that `encodeHourlySpend` writes. */
export function decodeHourlySpend(bytes: Uint8Array): HourlySpend {
  const hours = (bytes.byteLength - HEADER_BYTES) / 2;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (!Number.isInteger(hours) || hours < 0 || hours > MAX_CLOSED_HOURS) {
    throw new UnknownHistoryError(`expected 44 to 1,388 bytes, found ${bytes.byteLength}`);
  }
  const version = view.getUint16(0, true);
  if (version !== VERSION) {
    throw new UnknownHistoryError(`expected history version ${VERSION}, found ${version}`);
  }
  const scale = 2 ** view.getInt16(2, true);
  const closed = new Float64Array(hours);
  for (let hour = 0; hour < hours; hour++) {
    closed[hour] = view.getFloat16(HEADER_BYTES + 2 * hour, true) * scale;
  }
  const usualPerHour = view.getFloat64(36, true);
  return {
    firstAtMs: view.getFloat64(4, true),
    lastAtMs: view.getFloat64(12, true),
    closed,
    open: { spend: view.getFloat64(20, true), knownMs: view.getFloat64(28, true) },
    ...(!Number.isNaN(usualPerHour) && { usualPerHour }),
  };
}

/** The power of two that brings the largest hour, as it will be rounded, to [2^14, 2^15). */
function scaleExponent(closed: Float64Array): number {
  let largest = 0;
  for (const spend of closed) if (spend > largest) largest = spend;
  if (largest === 0) return 0;
  const exponent = Math.max(LEAST_EXPONENT, Math.floor(Math.log2(largest)) - TOP_EXPONENT);
  const scaled = Math.f16round(largest * 2 ** -exponent);
  if (scaled >= 2 ** (TOP_EXPONENT + 1)) return exponent + 1;
  return scaled === 0 ? 0 : exponent;
}
