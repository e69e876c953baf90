import * as v from 'valibot';
import { ALERT_KINDS } from '../../core/alert/alert.ts';
import type { OutboxEntry } from '../../core/alert/outbox.ts';
import {
  amount,
  count,
  days,
  debit,
  finite,
  optional,
  reader,
  severity,
  time,
  yes,
} from './stored-fields.ts';

const runwayDays = v.nullable(v.object({ p10: days, p50: days, p90: days }));
const facts = v.looseObject({
  balance: optional(amount),
  burnPerDay: finite,
  forecastState: v.picklist(['learning', 'idle', 'steady', 'bursty', 'unpredictable', 'empty']),
  runwayDays,
  readAtMs: optional(time),
  levelDays: optional(finite),
  floor: optional(finite),
  topUp: optional(amount),
  notifiedAtMs: optional(time),
  previousCurrency: optional(v.string()),
  purchase: optional(v.looseObject({ amount, priceEuro: optional(finite), lastsUntilMs: time })),
  reminder: optional(count),
  ended: optional(v.looseObject({ kind: v.picklist(['key-rejected', 'no-data']), sinceMs: time })),
  about: optional(v.looseObject({ id: v.string(), name: v.string() })),
  scope: optional(v.string()),
  timesUsual: optional(finite),
  reset: optional(
    v.looseObject({
      atMs: time,
      resetTo: finite,
      risk: v.picklist(['dry-before', 'tight', 'safe']),
      forfeited: finite,
    }),
  ),
  nextRecharge: optional(v.looseObject({ atMs: optional(time), amount: finite, perMonth: finite })),
  debit: optional(debit),
  offMs: optional(finite),
  failingChannel: optional(v.string()),
  channel: optional(v.string()),
  untilMs: optional(time),
});

const alert = v.looseObject({
  kind: v.picklist(ALERT_KINDS),
  severity,
  atMs: time,
  reason: v.string(),
  facts,
});

export const member = v.looseObject({
  wallet: v.looseObject({ id: v.string(), name: v.string() }),
  entryId: v.string(),
  alert,
});

const entry = v.looseObject({
  id: v.string(),
  alert: v.looseObject({
    ...alert.entries,
    facts: v.looseObject({ ...facts.entries, members: optional(v.array(member)) }),
  }),
  channels: v.record(
    v.string(),
    v.looseObject({
      state: v.picklist(['waiting', 'sending', 'accepted', 'refused', 'given-up']),
      mayHaveArrived: v.boolean(),
      hasFailed: optional(yes),
    }),
  ),
  leaseUntilMs: time,
  holdUntilMs: optional(time),
});

export const readEntry = reader<OutboxEntry>(entry);
