import type { Period } from './digest.ts';

const DAY_MS = 86_400_000;

/** The day or week that ends with a run; named by the local date of the time it was scheduled for. */
export function periodEnding(
  scheduledAtMs: number,
  every: 'day' | 'week',
  timeZone: string,
): Period {
  // Swedish dates are ISO dates.
  const id = new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short' }).format(
    scheduledAtMs,
  );
  const lengthMs = every === 'week' ? 7 * DAY_MS : DAY_MS;
  return { id, fromMs: scheduledAtMs - lengthMs, toMs: scheduledAtMs };
}
