import type { RecordedReading } from '../../adapters/table/history-items.ts';
import { toNumber } from '../../core/ledger/amount.ts';
import { partsOf } from '../../core/ledger/spend.ts';
import { localDayAndTime } from '../../core/text/local-time.ts';
import { amountText } from '../../core/text/numbers.ts';
import type { PastReset } from '../../engine/past-resets.ts';

/** "refilled to 500 SQC Fri 27 Nov 01:00; up to 40 SQC of the month before were lost" */
export function pastResetText({ atMs, resetTo, before }: PastReset, timeZone: string): string {
  const when = localDayAndTime(atMs, timeZone);
  const isLoss = toNumber(before) > 0;
  const lost = isLoss ? `; up to ${amountText(before)} of the month before were lost` : '';
  return `refilled to ${amountText(resetTo)} ${when}${lost}`;
}

/** Whether any of these readings has credits that come with a plan. */
export function haveMonthlyPart(readings: readonly RecordedReading[]): boolean {
  return readings.some(({ reading }) => (partsOf(reading)?.monthly ?? 0) > 0);
}
