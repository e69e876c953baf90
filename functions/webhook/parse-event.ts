import { fieldsOf, isRecord, present } from '../adapters/smartlyq/answer-fields.ts';
import { parseJson } from '../adapters/smartlyq/smartlyq-answers.ts';
import {
  type EventFacts,
  VENDOR_EVENTS,
  type VendorEvent,
  type VendorEventName,
} from '../core/vendor/vendor-event.ts';

/** It becomes part of a key. */
const EVENT_ID = /^[A-Za-z0-9_.:-]{1,100}$/;
const EVENT_NAME = /^[a-z0-9_.]{1,60}$/i;
/** Enough to tell one's own keys apart; a whole key is longer, and must not get further than this. */
const KEY_PREFIX = /^sqk_(live|test)_[A-Za-z0-9_-]{0,11}$/;

/**
 * - `event`: one to act upon; `ignored` names fields that were unsound and left out.
 * - `other`: a sound event that means nothing to us.
 * - `unreadable`: no event at all, although the vendor signed it.
 */
export type ParsedEvent =
  | { readonly kind: 'event'; readonly event: VendorEvent; readonly ignored: readonly string[] }
  | { readonly kind: 'other'; readonly name: string }
  | { readonly kind: 'unreadable' };

/** Reads the body of a delivery whose signature was right. */
export function parseEvent(body: string, receivedAtMs: number): ParsedEvent {
  const json = parseJson(body);
  if (!isRecord(json)) return { kind: 'unreadable' };
  const { id, event: name } = json;
  if (typeof id !== 'string' || !EVENT_ID.test(id)) return { kind: 'unreadable' };
  if (typeof name !== 'string' || !EVENT_NAME.test(name)) return { kind: 'unreadable' };
  if (!isKnown(name)) return { kind: 'other', name };
  const ignored: string[] = [];
  const data = fieldsOf(json.data, ignored, 'data.');
  const envelope = present({
    createdAtMs: fieldsOf(json, ignored).instant('created_at'),
    workspaceId: data.id('profile_workspace_id'),
    profileId: data.id('profile_id'),
  });
  const event = { id, receivedAtMs, ...envelope, ...eventFacts(name, data) };
  return { kind: 'event', event, ignored };
}

function isKnown(name: string): name is VendorEventName {
  return VENDOR_EVENTS.some((known) => known === name);
}

function eventFacts(name: VendorEventName, data: ReturnType<typeof fieldsOf>): EventFacts {
  const decimal = (field: string) => data.amount(field, '')?.decimal;
  const amount = () => data.amount('amount', data.currency('currency'));
  switch (name) {
    case 'balance.low':
      return { name, ...present({ balance: decimal('balance'), threshold: decimal('threshold') }) };
    case 'balance.depleted':
      return { name, ...present({ balance: decimal('balance') }) };
    case 'wallet.recharge.succeeded':
      return { name, ...present({ amount: amount(), balanceAfter: decimal('balance_after') }) };
    case 'wallet.recharge.failed':
      return {
        name,
        ...present({
          amount: amount(),
          balance: decimal('balance'),
          error: data.text('error'),
          reason: data.word('reason'),
          isPaused: data.flag('profiles_paused'),
          graceDays: data.count('grace_days'),
        }),
      };
    case 'account_billing.charged':
      return {
        name,
        ...present({
          period: data.word('period'),
          accounts: data.count('accounts'),
          amount: decimal('amount'),
          balanceAfter: decimal('balance_after'),
        }),
      };
    case 'account_billing.failed':
      return {
        name,
        ...present({
          period: data.word('period'),
          accounts: data.count('accounts'),
          amountDue: decimal('amount_due'),
          error: data.text('error'),
          graceDaysRemaining: data.count('grace_days_remaining'),
          isPaused: data.flag('profiles_paused'),
        }),
      };
    case 'key.revoked':
      return {
        name,
        ...present({
          keyId: data.id('key_id'),
          keyPrefix: data.matching('key_prefix', KEY_PREFIX),
          keyName: data.text('name'),
        }),
      };
  }
}
