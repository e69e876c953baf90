import type { AlertFacts } from '../core/alert/alert.ts';
import type { Fault } from '../core/alert/fault.ts';
import type { Reading } from '../core/ledger/reading.ts';
import type { DailyAnswer } from '../core/ledger/recorded-day.ts';
import type { ChargesAnswer } from '../core/upcoming/bill.ts';
import type { RechargeAnswer } from '../core/upcoming/recharge.ts';
import type { VendorEvent } from '../core/vendor/vendor-event.ts';

/** What a poll has to decide on. */
export type Observation =
  | {
      readonly atMs: number;
      readonly reading: Reading;
      readonly serverDateMs?: number;
      readonly chargesAnswer?: ChargesAnswer;
      readonly rechargeAnswer?: RechargeAnswer;
      /** Stands on the row of its day, and not in the state. */
      readonly dailyAnswer?: DailyAnswer;
      readonly event?: VendorEvent;
    }
  | { readonly atMs: number; readonly fault: Fault }
  /** Something that was decided elsewhere. */
  | { readonly atMs: number; readonly tell: Tell };

/** A test that somebody asked for, or alerts of sub-accounts as one message. */
export interface Tell {
  readonly kind: 'test' | 'sub-accounts';
  readonly reason: string;
  /** @default how the wallet stands */
  readonly facts?: AlertFacts;
}
