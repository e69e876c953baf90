import type { WalletDigest } from '../digest/digest.ts';
import type { Period } from '../digest/digest-period.ts';

export interface DigestInput {
  readonly wallets: readonly WalletDigest[];
  readonly levelsDays: readonly number[];
  readonly period: Period;
  readonly timeZone: string;
  /** What watching these wallets has cost in the period, US dollars at list prices. */
  readonly costDollars: number;
  readonly polls: number;
  /** Of sub-accounts. @default 0 */
  readonly subReadings?: number;
  readonly isPossibleRepeat: boolean;
  /** Of all of these wallets together. @default no link */
  readonly page?: string;
}
