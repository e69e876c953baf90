/**
 * `count` moments a month apart, the first of them `fromMs` itself, UTC. In a month without its day it is the
 * last one: a month after 31 January comes 28 or 29 February, and then 31 March.
 */
export function monthsAfter(fromMs: number, count: number): number[] {
  const from = new Date(fromMs);
  const timeMs = fromMs - Date.UTC(from.getUTCFullYear(), from.getUTCMonth(), from.getUTCDate());
  return Array.from({ length: count }, (_, month) => {
    const first = new Date(Date.UTC(from.getUTCFullYear(), from.getUTCMonth() + month, 1));
    const [year, at] = [first.getUTCFullYear(), first.getUTCMonth()];
    const lastDay = new Date(Date.UTC(year, at + 1, 0)).getUTCDate();
    return Date.UTC(year, at, Math.min(from.getUTCDate(), lastDay)) + timeMs;
  });
}
