import { onTestFinished } from 'vitest';
import type { BalanceShape } from '../../simulator/answers.ts';
import { dailyRhythm } from '../../simulator/daily-rhythm.ts';
import { type Simulator, startSimulator } from '../../simulator/server.ts';
import { createSimulatedWallet } from '../../simulator/wallet.ts';
import { type Env, KEY } from './run-cli.ts';

/** A vendor whose wallet stands still, and the environment that `watch` needs to read it. */
export async function simulatedVendor(
  options: { balance?: number; shape?: BalanceShape; key?: string } = {},
): Promise<{ simulator: Simulator; env: Env }> {
  const { balance = 118.5, shape = 'current', key = KEY } = options;
  const startMs = Date.now();
  const simulator = await startSimulator({
    wallet: createSimulatedWallet({
      startMs,
      balance,
      currency: 'SQC',
      spend: dailyRhythm({ perDay: 0, seed: 1 }),
    }),
    clock: Date.now,
    shape,
  });
  onTestFinished(() => simulator.close());
  return { simulator, env: { SMARTLYQ_BASE_URL: simulator.url, SMARTLYQ_API_KEY: key } };
}
