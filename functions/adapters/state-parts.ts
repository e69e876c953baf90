import * as v from 'valibot';
import { ALERT_KINDS } from '../core/alert.ts';
import type { Amount } from '../core/amount.ts';
import { HOUR_MS, type HourlySpend } from '../core/hourly-spend.ts';
import { decodeHourlySpend, UnknownHistoryError } from '../core/hourly-spend-codec.ts';
import type { OutboxEntry } from '../core/outbox.ts';
import type { Reading } from '../core/reading.ts';
import type { Round } from '../core/round.ts';
import type { AlertMemory, DayTotals, Series, WatchMemory } from '../core/wallet-state.ts';
import { CURRENCY } from './answer-fields.ts';

/** The parts of a stored state, each read for itself: what is unsound in one costs no other. */

/** The bounds of a JavaScript date. */
const time = v.pipe(v.number(), v.minValue(-8.64e15), v.maxValue(8.64e15));
const finite = v.pipe(v.number(), v.finite());
const notNegative = v.pipe(finite, v.minValue(0));
const count = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
/** Of a runway: more would end beyond the dates that there are. */
const days = v.pipe(finite, v.minValue(0), v.maxValue(10_000));
const date = v.pipe(v.string(), v.isoDate());
/** Wider than what a vendor may say: sums add digits. */
const decimal = v.pipe(v.string(), v.regex(/^-?\d{1,38}(\.\d{1,38})?$/));
const currency = v.pipe(v.string(), v.regex(CURRENCY));
const amount = v.object({ decimal, currency });
const severity = v.picklist(['info', 'warning', 'critical']);
const yes = v.literal(true);
const optional = v.optional;

const decimals = v.pipe(
  v.object({
    currency,
    lastReading: v.object({
      atMs: time,
      balance: decimal,
      purchased: optional(decimal),
      monthly: optional(decimal),
      monthlyResetAtMs: optional(time),
      isTestKey: optional(yes),
    }),
    sums: optional(
      v.object({
        spend: optional(decimal),
        topUp: optional(decimal),
        resetChange: optional(decimal),
      }),
    ),
    today: v.object({
      date,
      spend: decimal,
      topUp: decimal,
      resetChange: optional(decimal),
      balance: decimal,
      readings: count,
    }),
  }),
);

const plan = v.object({
  refillTo: notNegative,
  resetAtMs: optional(time),
  monthly: finite,
  isPurchasedFirst: optional(yes),
});

const debit = v.object({ atMs: time, amount });
const bill = v.object({
  askedOn: v.string(),
  next: optional(debit),
  due: optional(debit),
  isForbidden: optional(yes),
});

const recharge = v.object({
  askedOn: v.string(),
  terms: optional(
    v.object({
      isEnabled: v.boolean(),
      below: optional(finite),
      amount: optional(finite),
      isInactive: optional(yes),
      hasNoCard: optional(yes),
      paymentFault: optional(v.string()),
    }),
  ),
  waiting: optional(v.object({ sinceMs: time, polls: count })),
  failedAtMs: optional(time),
  atHours: optional(v.array(finite)),
});

const day = v.object({
  date,
  spend: amount,
  topUp: amount,
  resetChange: optional(amount),
  balance: amount,
  readings: count,
});

const memory = v.looseObject({
  toldLevels: v.array(finite),
  underSinceMs: v.record(v.string(), time),
  floorTold: v.boolean(),
  depletedTold: v.boolean(),
  toldFor: optional(v.looseObject({ floor: finite, emptyAt: finite })),
  spikeToldAtMs: optional(time),
  billFailedFor: optional(v.string()),
  rechargeRiskTold: optional(v.string()),
  debitToldForMs: optional(time),
  toldAtMs: optional(time),
  urgent: optional(v.looseObject({ lastAtMs: time, reminders: count })),
});

const told = v.looseObject({
  kind: v.picklist(['key-rejected', 'no-data']),
  severity,
  firstAtMs: time,
  lastAtMs: time,
  reminders: count,
});

const watch = v.looseObject({
  checkedAtMs: time,
  aliveSinceMs: time,
  fault: optional(
    v.looseObject({
      kind: v.picklist(['key-rejected', 'bad-answer', 'unavailable']),
      said: v.string(),
      scope: optional(v.string()),
      sinceMs: time,
      polls: count,
      told: optional(told),
    }),
  ),
  troubles: v.record(
    v.string(),
    v.looseObject({
      sinceMs: time,
      reason: v.string(),
      isRefusal: v.boolean(),
      retryAtMs: optional(time),
      channel: optional(v.string()),
      told: optional(severity),
    }),
  ),
  missing: v.record(v.string(), time),
  subscribers: optional(v.looseObject({ date: v.string(), confirmed: count })),
  digestDone: optional(v.string()),
  snooze: optional(
    v.looseObject({ setAtMs: time, untilMs: optional(time), isBroken: v.boolean() }),
  ),
  pause: optional(v.looseObject({ isPaused: v.boolean() })),
});

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
  toldAtMs: optional(time),
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
      refillTo: finite,
      outlook: v.picklist(['dry-before', 'tight', 'safe']),
      forfeited: finite,
    }),
  ),
  nextRecharge: optional(v.looseObject({ atMs: optional(time), amount: finite, perMonth: finite })),
  debit: optional(debit),
  offMs: optional(finite),
  wayOut: optional(v.string()),
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

const member = v.looseObject({
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

const ids = v.array(v.string());
const round = v.looseObject({
  leaseUntilMs: time,
  lapStartedMs: optional(time),
  afterId: optional(v.string()),
  use: optional(v.looseObject({ resetAtMs: time, made: count })),
  notBeforeMs: optional(time),
  answeredAtMs: time,
  fault: optional(v.string()),
  undelivered: ids,
  waiting: ids,
  heldUntilMs: optional(time),
  group: optional(v.looseObject({ atMs: time, members: v.array(member) })),
});

type Found = Readonly<Record<string, unknown>>;

/** Undefined: unsound. */
export function readSeries(found: Found): Series | undefined {
  const parsed = v.safeParse(decimals, found);
  const spend = readSpend(found.spend);
  if (!parsed.success || spend === undefined) return undefined;
  const { lastReading, today, sums } = parsed.output;
  if (spend.lastAtMs !== lastReading.atMs) return undefined;
  const amounts = (fields: object): Record<string, unknown> =>
    Object.fromEntries(
      Object.entries(fields).map(([name, value]) => [
        name,
        typeof value === 'string' && name !== 'date'
          ? ({ decimal: value, currency: parsed.output.currency } satisfies Amount)
          : value,
      ]),
    );
  return {
    lastReading: amounts(lastReading) as unknown as Reading,
    ...(sums && { sums: amounts(sums) }),
    today: amounts(today) as unknown as DayTotals,
    spend,
  };
}

function readSpend(bytes: unknown): HourlySpend | undefined {
  if (!(bytes instanceof Uint8Array)) return undefined;
  try {
    const found = decodeHourlySpend(bytes);
    const { firstAtMs, lastAtMs, closed, open, usualPerHour = 0 } = found;
    const isSound =
      [firstAtMs, lastAtMs].every((atMs) => v.is(time, atMs)) &&
      firstAtMs <= lastAtMs &&
      closed.every((spend) => Number.isNaN(spend) || v.is(notNegative, spend)) &&
      [open.spend, open.knownMs, usualPerHour].every((value) => v.is(notNegative, value)) &&
      open.knownMs <= HOUR_MS;
    return isSound ? found : undefined;
  } catch (error) {
    if (error instanceof UnknownHistoryError) return undefined;
    throw error;
  }
}

function reader<T>(schema: v.GenericSchema): (found: unknown) => T | undefined {
  return (found) => {
    const parsed = v.safeParse(schema, found);
    return parsed.success ? (parsed.output as T) : undefined;
  };
}

export const readPlan = reader<NonNullable<Series['plan']>>(plan);
export const readBill = reader<NonNullable<Series['bill']>>(bill);
export const readRecharge = reader<NonNullable<Series['recharge']>>(recharge);
export const readDay = reader<DayTotals>(day);
export const readMemory = reader<AlertMemory>(memory);
export const readWatch = reader<WatchMemory>(watch);
export const readRound = reader<Round>(round);
export const readEntry = reader<OutboxEntry>(entry);
