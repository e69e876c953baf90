import type { AlertKind } from '../alert/alert.ts';
import type { FaultRun, NotifiedFault } from '../alert/fault.ts';
import type { Forecast } from '../forecast/forecast.ts';
import type { HourlySpend } from '../forecast/hourly-spend.ts';
import type { Amount } from '../ledger/amount.ts';
import type { Reading } from '../ledger/reading.ts';
import type { Policy } from '../state/policy.ts';
import type { AlertMemory } from '../state/wallet-state.ts';
import type { Debit } from '../upcoming/bill.ts';
import type { Recharge } from '../upcoming/recharge.ts';
import type { VendorEvent } from '../vendor/vendor-event.ts';

/** What every rule about a reading sees. */
export interface RuleInput {
  readonly nowMs: number;
  readonly reading: Reading;
  readonly forecast: Forecast;
  readonly spend: HourlySpend;
  readonly policy: Policy;
  /** A top-up since the last reading that is worth the name (see `top-up.ts`). */
  readonly topUp?: Amount;
  /** The monthly part was refilled since the last reading. */
  readonly isRefilled?: true;
  readonly recharge?: Recharge;
  /** What the vendor pushed that led to this poll, of this wallet itself. */
  readonly event?: VendorEvent;
  /** The vendor has just said that less is promised than before. */
  readonly rechargeChange?: 'switched-off' | 'changed';
  /** The next known debit, and how many days the wallet would last (p50) without any. */
  readonly debit?: Debit & { readonly withoutDays: number };
  /** The polls without a reading that this one ends. */
  readonly ended?: FaultRun;
  /** How far the last reading was dated ahead of now, milliseconds: a clock was wrong. */
  readonly aheadMs?: number;
}

/** What a rule about missing readings sees. */
export interface FaultRuleInput {
  readonly nowMs: number;
  readonly run: FaultRun;
  /** Absent where there has never been a reading. */
  readonly lastReadingAtMs?: number;
}

/** A decision and its reason; the reason is logged, shown to people, and tested. */
export type RuleOutcome =
  | {
      readonly fires: AlertKind;
      readonly reason: string;
      readonly levelDays?: number;
      readonly timesUsual?: number;
    }
  | { readonly skips: string };

/** A rule is pure: what was notified before and what is seen now make an outcome and what is notified from now on. */
export type Rule = (
  input: RuleInput,
  memory: AlertMemory,
  /** Whether anything is firing that a top-up resolves. */
  awaitsTopUp: boolean,
) => RuleResult;

export interface RuleResult {
  readonly outcome: RuleOutcome;
  readonly memory: AlertMemory;
}

/** Whether missing readings are worth a word by now; what was notified already is weighed by `decide-fault.ts`. */
export type FaultRule = (input: FaultRuleInput) => FaultOutcome;

export type FaultOutcome =
  | { readonly fires: NotifiedFault['kind']; readonly reason: string }
  | { readonly skips: string };
