import type { Amount } from '../ledger/amount.ts';
import type { Reading } from '../ledger/reading.ts';

/** A sub-account of an agency ("workspace" is the vendor's word). */
export interface Workspace {
  /** Digits; part of the sub-account's key, "main/421077". */
  readonly id: string;
  /** For people. @default the id */
  readonly name: string;
  /** The vendor's word; unknown ones are kept. */
  readonly status?: string;
  /** Where the list itself tells it: the documentation says so, its schema does not. */
  readonly balance?: Amount;
}

/** One observed balance of a sub-account. */
export interface WorkspaceWallet {
  readonly reading: Reading;
  /** The vendor's words; unknown ones are kept. */
  readonly status?: string;
  readonly state?: string;
  readonly billingMode?: string;
}
