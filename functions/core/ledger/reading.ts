import type { Amount } from './amount.ts';

/** One observed balance of one wallet. */
export interface Reading {
  /** When the vendor's answer arrived, epoch milliseconds. */
  readonly atMs: number;
  /** What can be spent now; negative when the wallet is overdrawn. */
  readonly balance: Amount;
  /** The part that was bought and does not expire, where the vendor tells it. */
  readonly purchased?: Amount;
  /** The part that comes with the plan and is refilled at `monthlyResetAtMs`, where the vendor tells it. */
  readonly monthly?: Amount;
  readonly monthlyResetAtMs?: number;
  /** It was read with a test key: no credits are charged to it. */
  readonly isTestKey?: true;
}
