import type { Amount } from '../amount.ts';
import type { Forecast } from '../forecast.ts';
import { MAX_DAYS_WITH_DATE, whenText } from './headline.ts';

/** A wallet as it stood at a reading. */
export type Standing = Pick<Forecast, 'burnPerDay' | 'runwayDays' | 'state'> & {
  readonly reading: { readonly atMs: number; readonly balance: Amount };
};

/** "Runs dry Mon 30 Nov, about 06:00", "Lasts for more than 60 days", "Not running down", "Empty" … */
export function verdict(
  { reading, runwayDays, state, burnPerDay }: Standing,
  timeZone: string,
): string {
  if (state === 'empty') return reading.balance.decimal.startsWith('-') ? 'Overdrawn' : 'Empty';
  if (runwayDays === null) return 'Not running down';
  if (isTooEarly({ state, burnPerDay })) return 'Too early to say';
  if (runwayDays.p50 > MAX_DAYS_WITH_DATE) return `Lasts for more than ${MAX_DAYS_WITH_DATE} days`;
  return `Runs dry ${whenText(reading.atMs, runwayDays.p50, timeZone)}`;
}

type Dated = Pick<Standing, 'runwayDays' | 'state' | 'burnPerDay'>;

/** Nothing has been spent yet: the forecast knows only what wallets do in general. */
export function isTooEarly({ state, burnPerDay }: Pick<Standing, 'state' | 'burnPerDay'>): boolean {
  return state === 'learning' && !(burnPerDay > 0);
}

/** Worth an action: empty, or a level of days left has been reached. */
export function isTrouble(standing: Dated, levelsDays: readonly number[]): boolean {
  if (standing.state === 'empty') return true;
  if (isTooEarly(standing)) return false;
  return (standing.runwayDays?.p50 ?? Number.POSITIVE_INFINITY) <= Math.max(...levelsDays);
}

/** Order of urgency: the empty ones, then by days left, then what is not running down, then what was never read. */
export function urgency(standing: Dated | undefined): number {
  if (standing === undefined) return Number.MAX_VALUE;
  if (standing.state === 'empty') return -1;
  if (isTooEarly(standing)) return Number.MAX_SAFE_INTEGER;
  return standing.runwayDays?.p50 ?? Number.MAX_SAFE_INTEGER;
}
