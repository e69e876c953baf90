import type { NamedWallet } from '../opened-history.ts';

/** A sub-account that is watched, as a wallet of its own. */
export interface NamedSubAccount extends NamedWallet {
  /** The vendor's number. */
  readonly subAccount: string;
}
