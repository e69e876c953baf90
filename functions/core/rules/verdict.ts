import type { AlertKind } from '../alert.ts';
import type { Amount } from '../amount.ts';
import type { Forecast } from '../forecast.ts';
import type { Policy } from '../policy.ts';
import type { Reading } from '../reading.ts';
import type { AlertMemory } from '../wallet-state.ts';

/** What every rule sees. */
export interface View {
  readonly nowMs: number;
  readonly reading: Reading;
  readonly forecast: Forecast;
  readonly policy: Policy;
  /** A top-up since the last reading that is worth the name (see `top-up.ts`). */
  readonly topUp?: Amount;
}

/** A decision and its reason; the reason is logged, shown to people, and tested. */
export type Verdict =
  | { readonly notify: AlertKind; readonly reason: string; readonly levelDays?: number }
  | { readonly quiet: string };

/** A rule is pure: what was told before and what is seen now make a verdict and what is told from now on. */
export type Rule = (view: View, memory: AlertMemory) => RuleResult;

export interface RuleResult {
  readonly verdict: Verdict;
  readonly memory: AlertMemory;
}
