import type { Amount } from '../ledger/amount.ts';

/**
 * What the vendor pushed, checked and cleaned: a signed word that something happened, not a reading. It may
 * come late, twice and out of order; the balance is read afresh. Balances are plain decimals as text ("42.5"),
 * in the wallet's own currency, which events do not name.
 */
export type VendorEvent = EventEnvelope & EventFacts;

export interface EventEnvelope {
  /** "evt_…", the same on every retry. */
  readonly id: string;
  /** Epoch milliseconds, as the vendor dates it. */
  readonly createdAtMs?: number;
  /** When it arrived here, epoch milliseconds. */
  readonly receivedAtMs: number;
  /** Where it happened in a sub-account: its id in `GET /workspaces`. */
  readonly workspaceId?: string;
  readonly profileId?: string;
}

export type EventFacts =
  | { readonly name: 'balance.low'; readonly balance?: string; readonly threshold?: string }
  | { readonly name: 'balance.depleted'; readonly balance?: string }
  | {
      readonly name: 'wallet.recharge.succeeded';
      readonly amount?: Amount;
      readonly balanceAfter?: string;
    }
  | {
      readonly name: 'wallet.recharge.failed';
      readonly amount?: Amount;
      readonly balance?: string;
      /** The vendor's words, cleaned. */
      readonly error?: string;
      /** "wallet_depleted" when the grace window has ended. */
      readonly reason?: string;
      /** The vendor has stopped the wallet's profiles. */
      readonly isPaused?: boolean;
      readonly graceDays?: number;
    }
  | {
      readonly name: 'account_billing.charged';
      /** "2026-07" */
      readonly period?: string;
      readonly accounts?: number;
      readonly amount?: string;
      readonly balanceAfter?: string;
    }
  | {
      readonly name: 'account_billing.failed';
      readonly period?: string;
      readonly accounts?: number;
      readonly amountDue?: string;
      readonly error?: string;
      readonly graceDaysRemaining?: number;
      readonly isPaused?: boolean;
    }
  | {
      readonly name: 'key.revoked';
      readonly keyId?: string;
      /** How the key begins, never more than 20 characters: to see whether it is ours. */
      readonly keyPrefix?: string;
      readonly keyName?: string;
    };

export type VendorEventName = EventFacts['name'];

/** The events that are subscribed to and acted upon; all others are acknowledged and counted. */
export const VENDOR_EVENTS: readonly VendorEventName[] = [
  'balance.low',
  'balance.depleted',
  'wallet.recharge.succeeded',
  'wallet.recharge.failed',
  'account_billing.charged',
  'account_billing.failed',
  'key.revoked',
];

/** What the poll is invoked with: by its schedule without an event, by the webhook with one. */
export interface PollRequest {
  readonly wallet: string;
  /** What happened is read from the table, where the webhook stored it: nobody else can make it up. */
  readonly event?: Pick<VendorEvent, 'id'>;
}
