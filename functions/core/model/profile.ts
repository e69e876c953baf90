import { dayOfWeek, hourOfDay, type Window } from './window.ts';

/** How an hour of the week compares with the mean hour: 24 factors of mean 1 by UTC hour, 7 by weekday. */
export interface Profile {
  readonly hours: Float64Array;
  readonly days: Float64Array;
}

export function factorAt(profile: Profile, hour: number): number {
  return (profile.hours[hourOfDay(hour)] as number) * (profile.days[dayOfWeek(hour)] as number);
}

export function profileOf(_window: Window): Profile {
  return { hours: new Float64Array(24).fill(1), days: new Float64Array(7).fill(1) };
}
