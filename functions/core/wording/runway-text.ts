import { isTooEarly } from '../forecast/forecast.ts';
import { MAX_DAYS_WITH_DATE, whenText } from '../kinds/phrases.ts';
import type { Snapshot } from '../state/urgency.ts';

/** "Runs out Mon 30 Nov, about 06:00", "Lasts for more than 60 days", "Not running down", "Empty" … */
export function runwayText({ reading, runwayDays, state }: Snapshot, timeZone: string): string {
  if (state === 'empty') return reading.balance.decimal.startsWith('-') ? 'Overdrawn' : 'Empty';
  if (isTooEarly({ state, runwayDays })) return 'Too early to say';
  if (runwayDays === null) return 'Not running down';
  if (runwayDays.p50 > MAX_DAYS_WITH_DATE) return `Lasts for more than ${MAX_DAYS_WITH_DATE} days`;
  return `Runs out ${whenText(reading.atMs, runwayDays.p50, timeZone)}`;
}
