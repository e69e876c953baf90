import { InvalidArgumentError } from 'commander';
import { readInstant } from './forecasting/instant.ts';

const UNIT_MS: Readonly<Record<string, number>> = {
  s: 1_000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
};
const ISO = /^\d{4}-\d\d-\d\d([T ]\d\d:\d\d(:\d\d(\.\d{1,3})?)?(Z|[+-]\d\d:\d\d)?)?$/;

/** "30s", "5m", "1h", "7d" in milliseconds, or undefined. */
export function durationMs(text: string): number | undefined {
  const [, count, unit = ''] = /^(\d{1,6})([smhd])$/.exec(text) ?? [];
  const unitMs = UNIT_MS[unit];
  return unitMs === undefined ? undefined : Number(count) * unitMs;
}

/** For an option that takes a duration between two bounds, given as durations too. */
export function durationBetween(min: string, max: string): (text: string) => number {
  return (text) => {
    const ms = durationMs(text);
    const bounds = `from ${min} to ${max}`;
    if (ms === undefined) {
      throw new InvalidArgumentError(`Must be a number with s, m, h or d, ${bounds}.`);
    }
    if (ms < Number(durationMs(min)))
      throw new InvalidArgumentError(`Too short: must be ${bounds}.`);
    if (ms > Number(durationMs(max)))
      throw new InvalidArgumentError(`Too long: must be ${bounds}.`);
    return ms;
  };
}

/** For `--since` and `--now`: so long before now, or a moment; without a zone it is UTC. Epoch milliseconds. */
export function since(text: string, nowMs: number = Date.now()): number {
  const agoMs = durationMs(text);
  if (agoMs !== undefined) return Math.max(0, nowMs - agoMs);
  const instant = readInstant(text);
  if (typeof instant === 'number' && instant >= 0) return instant;
  const atMs = ISO.test(text) ? Date.parse(withZone(text)) : Number.NaN;
  // Date.parse takes 30 February for 2 March; a real day comes back as it was written.
  const isInCalendar = isRealDay(text.slice(0, 10));
  if (!Number.isNaN(atMs) && isInCalendar && atMs >= 0) return atMs;
  throw new InvalidArgumentError(
    'Must be a time ago such as 90m, 24h or 7d, or a moment such as 2026-11-22 or 2026-11-22T14:00Z.',
  );
}

function withZone(text: string): string {
  const iso = text.replace(' ', 'T');
  return iso.length > 10 && !/(Z|[+-]\d\d:\d\d)$/.test(iso) ? `${iso}Z` : iso;
}

function isRealDay(day: string): boolean {
  const ms = Date.parse(`${day}T00:00Z`);
  return !Number.isNaN(ms) && new Date(ms).toISOString().startsWith(day);
}
