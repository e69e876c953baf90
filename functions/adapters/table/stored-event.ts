import * as v from 'valibot';
import { VENDOR_EVENTS, type VendorEvent } from '../../core/vendor/vendor-event.ts';
import type { Item } from './item-codec.ts';
import { amount, count, decimal, optional, reader, time } from './stored-fields.ts';

const ID = /^\d{1,20}$/;
const text = v.pipe(v.string(), v.regex(/^[^\p{C}\u2028\u2029]{0,200}$/u));

/** As `VendorEvent`. The function behind the open address writes it, so nothing of it is taken on trust. */
const schema = v.object({
  name: v.picklist(VENDOR_EVENTS),
  createdAtMs: optional(time),
  workspaceId: optional(v.pipe(v.string(), v.regex(ID))),
  profileId: optional(v.pipe(v.string(), v.regex(ID))),
  balance: optional(decimal),
  threshold: optional(decimal),
  balanceAfter: optional(decimal),
  amountDue: optional(decimal),
  amount: optional(v.union([amount, decimal])),
  period: optional(text),
  reason: optional(text),
  error: optional(text),
  accounts: optional(count),
  graceDays: optional(count),
  graceDaysRemaining: optional(count),
  isPaused: optional(v.boolean()),
  keyId: optional(text),
  keyPrefix: optional(v.pipe(text, v.maxLength(20))),
  keyName: optional(text),
});
const readFacts = reader<Omit<VendorEvent, 'id' | 'receivedAtMs'>>(schema);

/** @returns undefined where it is no event that means anything here */
export function storedEventOf(id: string, item: Item): VendorEvent | undefined {
  const receivedAtMs = Date.parse(item.receivedAt?.S ?? '') || 0;
  // Items of earlier versions have only a name.
  const facts = readFacts(parsed(item.facts?.S)) ?? readFacts({ name: item.name?.S });
  return facts && ({ ...facts, id, receivedAtMs } as VendorEvent);
}

function parsed(json: string | undefined): unknown {
  try {
    return JSON.parse(json ?? '');
  } catch {
    return undefined;
  }
}
