/** Something that the vendor tells by webhook; `data` as documented. */
export interface WalletEvent {
  readonly atMs: number;
  readonly name: EventName;
  readonly data: Readonly<Record<string, unknown>>;
}

/** The vendor's events about wallets and keys, out of the forty it has. */
export const EVENT_NAMES = [
  'balance.low',
  'balance.depleted',
  'wallet.recharge.succeeded',
  'wallet.recharge.failed',
  'account_billing.charged',
  'account_billing.failed',
  'key.revoked',
  'post.published',
] as const;

export type EventName = (typeof EVENT_NAMES)[number];
