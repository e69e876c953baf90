import type { Amount } from '../ledger/amount.ts';

/**
 * The monthly bill for connected social accounts ("account" is the vendor's word for them), taken from the
 * wallet on the 1st, UTC. Every part may be missing.
 */
export interface AccountBilling {
  /** When the vendor's answer arrived, epoch milliseconds. */
  readonly atMs: number;
  readonly activeAccounts?: number;
  /** The vendor's estimate, in the bill's own currency, which need not be the wallet's. */
  readonly nextCharge?: Amount;
  /** Epoch milliseconds, a bare date as its first moment in UTC; it may lie in the past. */
  readonly nextChargeAtMs?: number;
  /** As the vendor lists it, at most 36 of them. */
  readonly history: readonly BilledPeriod[];
}

export interface BilledPeriod {
  /** "2026-07" */
  readonly period: string;
  readonly accounts?: number;
  readonly amount?: Amount;
  /** The vendor's word; unknown ones are kept. */
  readonly status?: string;
  readonly chargedAtMs?: number;
}
