import type { Amount } from '../amount.ts';
import { type Forecast, isTooEarly } from '../forecast.ts';
import { MAX_DAYS_WITH_DATE, whenText } from './headline.ts';

/** A wallet as it stood at a reading. */
export type Standing = Pick<Forecast, 'burnPerDay' | 'runwayDays' | 'state'> & {
  readonly reading: { readonly atMs: number; readonly balance: Amount };
};

/** "Runs dry Mon 30 Nov, about 06:00", "Lasts for more than 60 days", "Not running down", "Empty" … */
export function verdict({ reading, runwayDays, state }: Standing, timeZone: string): string {
  if (state === 'empty') return reading.balance.decimal.startsWith('-') ? 'Overdrawn' : 'Empty';
  if (isTooEarly({ state, runwayDays })) return 'Too early to say';
  if (runwayDays === null) return 'Not running down';
  if (runwayDays.p50 > MAX_DAYS_WITH_DATE) return `Lasts for more than ${MAX_DAYS_WITH_DATE} days`;
  return `Runs dry ${whenText(reading.atMs, runwayDays.p50, timeZone)}`;
}

type Dated = Pick<Standing, 'runwayDays' | 'state'>;

/** Worth an action: empty, or a level of days left has been reached. */
export function isTrouble(standing: Dated, levelsDays: readonly number[]): boolean {
  if (standing.state === 'empty') return true;
  return (standing.runwayDays?.p50 ?? Number.POSITIVE_INFINITY) <= Math.max(...levelsDays);
}

/** Order of urgency: the empty ones, then by days left, then what is not running down, then what was never read. */
export function urgency(standing: Dated | undefined): number {
  if (standing === undefined) return Number.MAX_VALUE;
  if (standing.state === 'empty') return -1;
  return standing.runwayDays?.p50 ?? Number.MAX_SAFE_INTEGER;
}
