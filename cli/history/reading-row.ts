import type { RecordedReading } from '../../functions/adapters/table/history-items.ts';
import type { ForecastState } from '../../functions/core/forecast/forecast.ts';
import { type ExactNumber, exact } from '../output/exact-number.ts';

/** A reading for machines: its time, then the table's attribute names. What is absent there is absent here. */
export interface ReadingRow {
  /** ISO, UTC. */
  readonly time: string;
  readonly balance: ExactNumber;
  readonly currency: string;
  readonly purchased?: ExactNumber;
  readonly monthly?: ExactNumber;
  readonly monthlyResetAt?: string;
  readonly spend?: ExactNumber;
  readonly topUp?: ExactNumber;
  readonly burnPerDay: number;
  readonly runwayP10Days?: number;
  readonly runwayP50Days?: number;
  readonly runwayP90Days?: number;
  readonly state: ForecastState;
}

export const READING_COLUMNS: readonly (keyof ReadingRow)[] = [
  'time',
  'balance',
  'currency',
  'purchased',
  'monthly',
  'monthlyResetAt',
  'spend',
  'topUp',
  'burnPerDay',
  'runwayP10Days',
  'runwayP50Days',
  'runwayP90Days',
  'state',
];

export function readingRow(recorded: RecordedReading): ReadingRow {
  const { reading, spend, topUp, burnPerDay, runwayDays, state } = recorded;
  const { atMs, balance, purchased, monthly, monthlyResetAtMs } = reading;
  return {
    time: new Date(atMs).toISOString(),
    balance: exact(balance),
    currency: balance.currency,
    ...(purchased && { purchased: exact(purchased) }),
    ...(monthly && { monthly: exact(monthly) }),
    ...(monthlyResetAtMs !== undefined && {
      monthlyResetAt: new Date(monthlyResetAtMs).toISOString(),
    }),
    ...(spend && { spend: exact(spend) }),
    ...(topUp && { topUp: exact(topUp) }),
    burnPerDay,
    ...(runwayDays && {
      runwayP10Days: runwayDays.p10,
      runwayP50Days: runwayDays.p50,
      runwayP90Days: runwayDays.p90,
    }),
    state,
  };
}
