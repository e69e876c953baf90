import { dailyRhythm } from './daily-rhythm.ts';
import { createSimulatedWallet, type SimulatedWallet } from './wallet.ts';

/** A sub-account of an agency. */
export interface SimulatedWorkspace {
  readonly id: number;
  readonly name: string;
  readonly wallet: SimulatedWallet;
  /** @default "active" */
  status?: string;
  /** Epoch milliseconds. @default 0 */
  readonly createdMs?: number;
}

const FIRST_ID = 421_000;

/** An agency's sub-accounts, some of them nearly empty, none alike. */
export function agencyOf(
  agency: { readonly subAccounts?: number; readonly seed: number },
  startMs: number,
): SimulatedWorkspace[] {
  return Array.from({ length: agency.subAccounts ?? 0 }, (_, at) => {
    const perDay = 5 + ((at * 37) % 80);
    const spend = dailyRhythm({ perDay, seed: agency.seed + at });
    const balance = perDay * (1 + ((at * 13) % 40));
    return {
      id: FIRST_ID + at,
      name: `Client ${at + 1}`,
      wallet: createSimulatedWallet({ startMs, balance, currency: 'SQC', spend }),
      createdMs: startMs,
    };
  });
}
