import { parseAmount } from '../../functions/core/ledger/amount.ts';
import { HOUR_MS } from '../../functions/core/ledger/durations.ts';
import type { Reading } from '../../functions/core/ledger/reading.ts';
import { traceSpend } from '../../simulator/trace-spend.ts';
import { createSimulatedWallet } from '../../simulator/wallet.ts';
import { CommandError } from '../command-error.ts';
import { readCsvFile } from '../csv-file.ts';
import { createOwner } from '../demo/owner.ts';
import { readingsIn } from '../forecasting/readings-file.ts';
import { traceIn } from '../trace-file.ts';

export interface PastOptions {
  readonly currency: string;
  /** For a file of spend: how many days of its mean spend the wallet holds, and is refilled with. */
  readonly refillDays: number;
  /** For a file of spend: minutes between two readings. */
  readonly pollMinutes: number;
  /** No reading of a file may be later, epoch milliseconds. @default no limit */
  readonly untilMs?: number;
}

export interface Past {
  readonly readings: readonly Reading[];
  /** What the wallet was filled with, where the file tells spend and no balance. */
  readonly filling?: number;
}

export const PAST_COLUMNS = 'columns time,balance (readings) or time,spend';
/** For the help of every command that takes such a file. */
export const PAST_FORMATS = `FILE.csv has the columns time,balance or time,spend. Times are ISO 8601 with a zone, numbers plain decimals.
- time,balance: readings, in any order.
- time,spend: what a wallet spends in each step of an hour or less, in order. The wallet starts with
  --refill-days of its mean spend, and gets as much again six hours after it runs out.`;

/**
 * The readings of a file: as they are (columns time,balance), or those of a wallet that spends as the file says
 * (columns time,spend) and is refilled six hours after it ran out.
 * @throws CommandError, BadReadingsError or BadInputError naming the lines that cannot be used
 */
export async function pastReadings(path: string, options: PastOptions): Promise<Past> {
  const { currency, untilMs = Number.POSITIVE_INFINITY } = options;
  const file = await readCsvFile(path);
  if (file.header.includes('time') && file.header.includes('balance')) {
    const series = readingsIn(file, untilMs);
    return {
      readings: series.map(({ atMs, balance }) => ({
        atMs,
        balance: parseAmount(balance, currency),
      })),
    };
  }
  if (!file.header.includes('spend')) {
    throw new CommandError(
      `${path}: line 1 must name the columns time,balance (readings) or time,spend`,
    );
  }
  const trace = traceIn(file);
  const startMs = trace.rows[0]?.atMs ?? 0;
  const endMs = (trace.rows.at(-1)?.atMs ?? startMs) + trace.stepMs;
  const spend = traceSpend({ trace, startMs });
  const filling = Math.round(options.refillDays * spend.perDay);
  const wallet = createSimulatedWallet({ startMs, balance: filling, currency, spend });
  const refill = { credits: filling, afterHours: 6 };
  const owner = createOwner({ wallet, refill, onRefill: () => {} });
  const readings: Reading[] = [];
  for (let atMs = startMs; atMs <= endMs; atMs += (options.pollMinutes / 60) * HOUR_MS) {
    const reading = { atMs, balance: parseAmount(wallet.balanceAt(atMs), currency) };
    readings.push(reading);
    owner.look(reading);
  }
  return { readings, filling };
}
