/** The owner's rules for one wallet, from the settings. Amounts are in the wallet's own currency. */
export interface Policy {
  /** Days of runway at which an alert is due, falling. */
  readonly levelsDays: readonly number[];
  /** A flat balance to warn at, because a forecast can miss. @default 50 SQC, 1 USD, otherwise 0 */
  readonly floor?: number;
  /** The balance that counts as empty. @default 2 SQC (the dearest minimum charge of a common call), otherwise 0 */
  readonly emptyAt?: number;
  /** IANA name; dates in messages and quiet hours are local to it. */
  readonly timeZone: string;
  /** Local times "HH:MM"; `from` after `to` spans midnight. Holds info and warning alerts. */
  readonly quietHours?: { readonly from: string; readonly to: string };
}

// Maps, because a vendor chooses the currency's name, and an object has a "constructor" of its own.
const DEFAULT_FLOOR = new Map([
  ['SQC', 50],
  ['USD', 1],
]);
const DEFAULT_EMPTY_AT = new Map([['SQC', 2]]);

export function floorOf(policy: Policy, currency: string): number {
  return policy.floor ?? DEFAULT_FLOOR.get(currency) ?? 0;
}

export function emptyAtOf(policy: Policy, currency: string): number {
  return policy.emptyAt ?? DEFAULT_EMPTY_AT.get(currency) ?? 0;
}
