import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { HOUR_MS } from '../../functions/core/ledger/durations.ts';

/** How much a wallet's daily spend varies: coefficient of variation ≤ 0.3, ≤ 0.8, above. */
export type Stratum = 'steady' | 'variable' | 'erratic';
export const STRATA: readonly Stratum[] = ['steady', 'variable', 'erratic'];

export interface Trace {
  readonly name: string;
  /** Start of the first hour, epoch milliseconds; a whole hour. */
  readonly fromMs: number;
  /** Spend of each hour. */
  readonly spend: Float64Array;
  /** Over the whole trace, in its currency. */
  readonly meanPerDay: number;
  readonly stratum: Stratum;
  /** More than 28 days: two weeks of warm-up and balances of up to 14 days. */
  readonly isLong: boolean;
}

/** Every CSV file of the folder itself (`time,spend`); finer steps, as in a folder below, add up to hours first. */
export function readTraces(folder: string): Trace[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith('.csv') && name !== 'MANIFEST.csv')
    .toSorted()
    .map((name) => traceOf(basename(name, '.csv'), readFileSync(join(folder, name), 'utf8')));
}

/** @throws Error naming the file for a bad row; missing hours spent nothing. */
export function traceOf(name: string, csv: string): Trace {
  const rows: { time: string; spend: string }[] = parse(csv, { columns: true, bom: true });
  const steps = rows.map((row, index) => {
    const step = { atMs: Date.parse(row.time), spend: Number(row.spend) };
    if (Number.isNaN(step.atMs) || !(step.spend >= 0)) {
      throw new Error(`${name}: row ${index + 1} is no time,spend`);
    }
    return step;
  });
  if (steps.length === 0) throw new Error(`${name} is empty`);
  const hourOf = (atMs: number) => Math.floor(atMs / HOUR_MS);
  const hours = steps.map((step) => hourOf(step.atMs));
  const first = Math.min(...hours);
  const spend = new Float64Array(Math.max(...hours) - first + 1);
  steps.forEach((step, at) => {
    const hour = (hours[at] as number) - first;
    spend[hour] = (spend[hour] as number) + step.spend;
  });
  return {
    name,
    fromMs: first * HOUR_MS,
    spend,
    meanPerDay: (24 * spend.reduce((sum, hour) => sum + hour, 0)) / spend.length,
    stratum: stratumOf(spend),
    isLong: spend.length > 28 * 24,
  };
}

function stratumOf(spend: Float64Array): Stratum {
  const days = Array.from({ length: Math.floor(spend.length / 24) }, (_, day) =>
    spend.subarray(24 * day, 24 * day + 24).reduce((sum, hour) => sum + hour, 0),
  );
  const mean = days.reduce((sum, day) => sum + day, 0) / days.length;
  const variance = days.reduce((sum, day) => sum + (day - mean) ** 2, 0) / days.length;
  const variation = Math.sqrt(variance) / mean;
  if (variation <= 0.3) return 'steady';
  return variation <= 0.8 ? 'variable' : 'erratic';
}
