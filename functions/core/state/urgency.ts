import type { Forecast } from '../forecast/forecast.ts';
import type { Amount } from '../ledger/amount.ts';

/** A wallet as it stood at a reading. */
export type Snapshot = Pick<Forecast, 'burnPerDay' | 'runwayDays' | 'state'> & {
  readonly reading: { readonly atMs: number; readonly balance: Amount };
};

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

export type Dated = Pick<Snapshot, 'runwayDays' | 'state'>;
