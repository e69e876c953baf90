import type { Window } from './window.ts';

/**
 * Half the last 24 hours, half the mean day of the window; unknown hours count as mean ones.
 * Linear in the spend, so that with a day or more of history one wrong interval moves it by no more than its own size.
 */
export function burnPerDayOf(window: Window): number {
  const { knownHours, total } = window;
  if (knownHours === 0) return 0;
  const perHour = total / knownHours;
  const lastDay = lastHours(window, 24);
  const unknownHours = Math.max(0, 24 - lastDay.known);
  return (lastDay.spend + unknownHours * perHour + 24 * perHour) / 2;
}

/** Known spend and known hours of the last closed hours and the open one. */
export function lastHours(window: Window, hours: number): { spend: number; known: number } {
  const count = window.spend.length;
  let spend = 0;
  let known = 0;
  for (let at = Math.max(0, count - 1 - hours); at < count; at++) {
    spend += window.spend[at] as number;
    known += window.known[at] as number;
  }
  return { spend, known };
}

const BURST_HOURS = 12;
const BURST_TIMES_USUAL = 3;

/** Whether the last 12 hours spent at three times the mean pace of the hours before them, or faster. */
export function isAfterBurst(window: Window): boolean {
  const recent = lastHours(window, BURST_HOURS);
  const hoursBefore = window.knownHours - recent.known;
  if (hoursBefore < 24 || recent.known === 0) return false;
  const usualPerHour = (window.total - recent.spend) / hoursBefore;
  return recent.spend >= BURST_TIMES_USUAL * usualPerHour * BURST_HOURS && usualPerHour > 0;
}
