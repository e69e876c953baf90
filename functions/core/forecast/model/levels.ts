import { LEVELS } from './constants.ts';
import { factorAt, type Profile } from './profile.ts';
import type { Window } from './window.ts';

/** Spend an hour with the hour of the week taken out, over four spans; all > 0 where anything was spent. */
export interface Levels {
  readonly month: number;
  readonly week: number;
  readonly day: number;
  readonly hours3: number;
}

/** Each span leans on the next longer one by a few pseudo-hours, so that an empty or unknown one says nothing. */
export function levelsOf(window: Window, profile: Profile): Levels {
  const { spend, known, firstHour } = window;
  const last = spend.length - 1;
  let spent = 0;
  let expected = 0;
  const sums: Record<number, { spent: number; expected: number }> = {};
  for (let back = 0; back <= last; back++) {
    const at = last - back;
    spent += spend[at] as number;
    expected += (known[at] as number) * factorAt(profile, firstHour + at);
    if (back === 3 || back === 24 || back === 168) sums[back] = { spent, expected };
  }
  const all = { spent, expected };
  const level = (span: number, longer: number, pseudoHours: number): number => {
    const sum = sums[span] ?? all;
    return (sum.spent + pseudoHours * longer) / (sum.expected + pseudoHours);
  };
  const month = expected > 0 ? spent / expected : 0;
  const day = level(24, month, LEVELS.dayPseudoHours);
  return {
    month,
    week: level(168, month, LEVELS.weekPseudoHours),
    day,
    hours3: level(3, day, LEVELS.hours3PseudoHours),
  };
}
