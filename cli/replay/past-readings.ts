import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { parseAmount } from '../../functions/core/amount.ts';
import type { Reading } from '../../functions/core/reading.ts';
import { createOwner } from '../demo/owner.ts';
import { readReadings } from '../forecasting/readings-file.ts';
import { readTrace } from '../simulator/trace.ts';
import { traceSpend } from '../simulator/trace-spend.ts';
import { createSimulatedWallet } from '../simulator/wallet.ts';

const HOUR_MS = 3_600_000;

export interface PastOptions {
  readonly currency: string;
  /** For a file of spend: how many days of its mean spend the wallet holds, and is refilled with. */
  readonly refillDays: number;
  /** For a file of spend: minutes between two readings. */
  readonly pollMinutes: number;
}

export interface Past {
  readonly readings: readonly Reading[];
  /** What the wallet was filled with, where the file tells spend and no balance. */
  readonly filling?: number;
}

/**
 * The readings of a file: as they are (columns time,balance), or those of a wallet that spends as the file says
 * (columns time,spend) and is refilled six hours after it ran dry.
 * @throws BadReadingsError, BadInputError naming the lines that cannot be used
 */
export async function pastReadings(path: string, options: PastOptions): Promise<Past> {
  const { currency } = options;
  if ((await headerOf(path)).includes('balance')) {
    const series = await readReadings(path, Number.POSITIVE_INFINITY);
    return {
      readings: series.map(({ atMs, balance }) => ({
        atMs,
        balance: parseAmount(balance, currency),
      })),
    };
  }
  const trace = await readTrace(path);
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

/** An unreadable file is left to whoever reads it whole: the error is the same then. */
async function headerOf(path: string): Promise<string[]> {
  const input = createReadStream(path);
  try {
    for await (const line of createInterface({ input })) {
      return line.split(',').map((name) => name.replace(/^\uFEFF/, '').trim());
    }
  } catch {
    return [];
  } finally {
    input.destroy();
  }
  return [];
}
