import { walletKey } from '../../functions/adapters/table/table-keys.ts';
import { type LambdaRun, runLambda } from '../lambda/run-lambda.ts';
import type { LambdaWorld } from '../world/lambda-world.ts';
import { QUARTER_MS } from '../world/past.ts';
import { type MeteredRequest, startTableMeter } from '../world/table-meter.ts';

/** What polls cost the table, a poll on average. */
export interface PollUnits {
  readonly readUnits: number;
  readonly writeUnits: number;
  readonly requests: number;
  /** The most that one request read, bytes: over 4 KB it costs another unit. */
  readonly maxReadBytes: number;
  /** As last written; NaN where there is none. */
  readonly stateBytes: number;
  /** Units by AWS's rules that differ from what the embedded table says, of all requests. */
  readonly disagreements: readonly MeteredRequest[];
  readonly run: LambdaRun;
}

/** Polls a wallet every 15 minutes from `startMs` on, with the meter between the function and its table. */
export async function measureUnits(
  world: LambdaWorld,
  file: string,
  { wallet, polls, startMs }: { wallet: string; polls: number; startMs: number },
): Promise<PollUnits> {
  const meter = await startTableMeter(world.table.endpoint);
  try {
    const wallets = Array.from({ length: polls }, () => wallet);
    const env = { ...world.env, AWS_ENDPOINT_URL_DYNAMODB: meter.endpoint };
    const run = await runLambda(file, env, { wallets, startMs, stepMs: QUARTER_MS });
    const requests = meter.take();
    const each = (of: (request: MeteredRequest) => number) =>
      requests.reduce((sum, request) => sum + of(request), 0) / polls;
    return {
      readUnits: each((request) => request.readUnits),
      writeUnits: each((request) => request.writeUnits),
      requests: requests.length / polls,
      maxReadBytes: Math.max(
        ...requests.filter((one) => one.readUnits > 0).map(({ bytes }) => bytes),
      ),
      stateBytes: stateBytesOf(requests, wallet),
      disagreements: requests.filter(
        ({ readUnits, writeUnits, consumed }) => consumed !== readUnits + writeUnits,
      ),
      run,
    };
  } finally {
    await meter.close();
  }
}

function stateBytesOf(requests: readonly MeteredRequest[], wallet: string): number {
  const written = requests.findLast(
    ({ action, partition, sortKey }) =>
      action === 'PutItem' && partition === walletKey(wallet) && sortKey === 'STATE',
  );
  return written?.bytes ?? Number.NaN;
}
