import type { Amount } from '../ledger/amount.ts';

/** What the vendor tells of a wallet's billing. Every part may be missing: nothing here is promised. */
export interface Billing {
  /** When the vendor's answer arrived, epoch milliseconds. */
  readonly atMs: number;
  readonly total?: Amount;
  /** Bought, does not expire. */
  readonly purchased?: Amount;
  /** Comes with the plan. */
  readonly monthly?: Amount;
  /** When the monthly part is refilled, epoch milliseconds; it may lie in the past. */
  readonly monthlyResetAtMs?: number;
  readonly autoRecharge?: AutoRecharge;
  readonly payment?: Payment;
}

/** A promise that the owner relies on: below `below`, the vendor charges the card and credits `amount`. */
export interface AutoRecharge {
  /** The owner switched it on. */
  readonly isEnabled?: boolean;
  readonly below?: Amount;
  readonly amount?: Amount;
  /** The vendor says that it would work now. */
  readonly isActive?: boolean;
}

export interface Payment {
  readonly isCardOnFile?: boolean;
  /** "ok", or the vendor's word for what is wrong; words that nobody knows yet are kept. */
  readonly status?: string;
}
