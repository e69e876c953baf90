import { HOUR_MS } from '../ledger/durations.ts';
import { type HourlySpend, MAX_CLOSED_HOURS, usualPerHour } from './hourly-spend.ts';

/**
 * The same history with hours from before its first reading, in the wallet's currency, by UTC hour since 1970; it had
 * others, or none. What readings have measured stays as it is: only the hour of the first reading, of which they
 * know less than half, is taken from here as well.
 */
export function withLoggedHours(
  history: HourlySpend,
  spendByHour: ReadonlyMap<number, number>,
): HourlySpend {
  const openHour = Math.floor(history.lastAtMs / HOUR_MS);
  const firstHour = Math.floor(history.firstAtMs / HOUR_MS);
  const oldestHour = Math.max(
    openHour - MAX_CLOSED_HOURS,
    Math.min(firstHour, ...spendByHour.keys()),
  );
  const closed = new Float64Array(Math.max(0, openHour - oldestHour));
  for (let at = 0; at < closed.length; at++) {
    const hour = oldestHour + at;
    const before = history.closed.length - (openHour - hour);
    const measured = hour < firstHour ? undefined : history.closed[before];
    const isKnown = measured !== undefined && !(hour === firstHour && Number.isNaN(measured));
    closed[at] = isKnown ? measured : (spendByHour.get(hour) ?? Number.NaN);
  }
  return {
    ...history,
    closed,
    usualPerHour: usualPerHour(new Float64Array(0), [...closed]) ?? history.usualPerHour,
  };
}

/** Hours of the history that are known from the log alone. */
export function loggedHoursOf({ firstAtMs, lastAtMs, closed }: HourlySpend): number {
  const measured = Math.floor(lastAtMs / HOUR_MS) - Math.floor(firstAtMs / HOUR_MS);
  const logged = closed.subarray(0, Math.max(0, closed.length - measured));
  return logged.reduce((count, spend) => count + (Number.isNaN(spend) ? 0 : 1), 0);
}
