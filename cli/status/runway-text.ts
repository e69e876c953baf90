import type { RecordedReading } from '../../functions/adapters/table/history-items.ts';
import type { Alert } from '../../functions/core/alert/alert.ts';
import { isTooEarly } from '../../functions/core/forecast/forecast.ts';
import { burnText, leftText, whenText } from '../../functions/core/kinds/phrases.ts';
import { amountText } from '../../functions/core/text/numbers.ts';
import { detailsOf } from '../../functions/core/wording/details.ts';

type Recorded = Pick<
  RecordedReading,
  'reading' | 'burnPerDay' | 'runwayDays' | 'state' | 'isFromLog'
>;

/** "Mon 30 Nov, about 06:00", "not running down", "it is empty" */
export function runsDryText(recorded: Recorded, timeZone: string): string {
  const { reading, runwayDays, state, isFromLog } = recorded;
  if (state === 'empty') {
    return reading.balance.decimal.startsWith('-') ? 'overdrawn' : 'empty';
  }
  if (isTooEarly(recorded)) return 'too early to say: still learning';
  if (runwayDays === null) return 'not running down';
  const when = whenText(reading.atMs, runwayDays.p50, timeZone);
  if (state === 'learning') return `${when}; a rough guess: still learning`;
  return isFromLog ? `${when}; from SmartlyQ's request log` : when;
}

/** "118 SQC, burning 41 a day" */
export function balanceText(recorded: Recorded): string {
  return leftText(asAlert(recorded));
}

/** "between … and … (8 in 10)", where there is a forecast to speak of. */
export function likelyText(recorded: Recorded, timeZone: string): string | undefined {
  return detailsOf(asAlert(recorded), timeZone).find(({ label }) => label === 'Likely')?.text;
}

/** "118 SQC left, burning 41 a day; runs out Mon 30 Nov, about 06:00" */
export function oneLine(recorded: Recorded, timeZone: string): string {
  const { reading, burnPerDay, runwayDays, state } = recorded;
  const dry = runsDryText(recorded, timeZone);
  const isDated = runwayDays !== null && state !== 'empty';
  return `${amountText(reading.balance)} left, ${burnText(burnPerDay, state, reading.balance.currency)}; ${isDated ? `runs out ${dry}` : dry}`;
}

/** The core words balances and dates for alerts; a reading is worded alike. */
function asAlert({ reading, burnPerDay, runwayDays, state, isFromLog }: Recorded): Alert {
  const { balance } = reading;
  const facts = { balance, burnPerDay, forecastState: state, runwayDays, isFromLog };
  return { kind: 'runway', severity: 'info', atMs: reading.atMs, reason: '', facts };
}
