import type { SmartlyqError, SmartlyqErrorKind } from '../adapters/smartlyq/smartlyq-error.ts';
import type { LoadedWallet } from '../adapters/table/wallet-store.ts';
import type { AlertFacts } from '../core/alert/alert.ts';
import type { Fault, FaultKind } from '../core/alert/fault.ts';
import type { LogDay } from '../core/attribution/log-day.ts';
import type { SelfCheckInput } from '../core/decide/self-checks.ts';
import type { Reading } from '../core/ledger/reading.ts';
import type { DailyAnswer } from '../core/ledger/recorded-day.ts';
import type { ChargesAnswer } from '../core/upcoming/bill.ts';
import type { RechargeAnswer } from '../core/upcoming/recharge.ts';
import type { VendorEvent } from '../core/vendor/vendor-event.ts';
import type { Run } from './runtime.ts';
import { loadSelfCheckInput } from './self-check-input.ts';

/** What a function has read of a wallet. */
export type Observation =
  | {
      readonly atMs: number;
      readonly reading: Reading;
      readonly serverDateMs?: number;
      readonly chargesAnswer?: ChargesAnswer;
      readonly rechargeAnswer?: RechargeAnswer;
      /** Stands on the row of its day, and not in the state. */
      readonly dailyAnswer?: DailyAnswer;
      /** What has been read of the request log; absent: nothing is to be taken in. */
      readonly logDays?: readonly LogDay[];
      /** What the vendor pushed and nobody has decided on, oldest first. @default nothing */
      readonly events?: readonly VendorEvent[];
    }
  | { readonly atMs: number; readonly fault: Fault; readonly events?: readonly VendorEvent[] }
  /** Something that was decided elsewhere. */
  | { readonly atMs: number; readonly announcement: Announcement };

/** A test that somebody asked for, or alerts of sub-accounts as one message. */
export interface Announcement {
  readonly kind: 'test' | 'sub-accounts';
  readonly reason: string;
  /** @default the wallet's snapshot */
  readonly facts?: AlertFacts;
}

/** All that a run decides on. */
export type Observed = Observation & { readonly checks: SelfCheckInput };

/** @param checks what a caller knows for the self-checks. @default it is read now */
export async function observe(
  observation: Observation,
  loaded: LoadedWallet,
  run: Run,
  checks?: SelfCheckInput,
): Promise<Observed> {
  return {
    ...observation,
    checks: checks ?? (await loadSelfCheckInput(loaded, observation.atMs, run)),
  };
}

const FAULT_KINDS: Readonly<Record<SmartlyqErrorKind, FaultKind>> = {
  unauthorized: 'key-rejected',
  forbidden: 'key-rejected',
  'key-malformed': 'key-rejected',
  'bad-answer': 'bad-answer',
  refused: 'bad-answer',
  conflict: 'bad-answer',
  'rate-limited': 'unavailable',
  unavailable: 'unavailable',
  // Only where there have been readings: somebody took the key away.
  'key-missing': 'unavailable',
};

/** What a failed read means for the decision; its message is already fit to be shown. */
export function toFault({ kind, message, scope }: SmartlyqError): Fault {
  const isForbidden = kind === 'forbidden' || undefined;
  return { kind: FAULT_KINDS[kind], said: message, isForbidden, scope };
}
