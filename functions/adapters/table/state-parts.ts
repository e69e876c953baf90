import * as v from 'valibot';
import type { SweepState } from '../../core/agency/sweep.ts';
import { BACKLOG_DAYS } from '../../core/attribution/log-backlog.ts';
import type { HourlySpend } from '../../core/forecast/hourly-spend.ts';
import { decodeHourlySpend, UnknownHistoryError } from '../../core/forecast/hourly-spend-codec.ts';
import type { Amount } from '../../core/ledger/amount.ts';
import type { DayTotals } from '../../core/ledger/day-totals.ts';
import { HOUR_MS } from '../../core/ledger/durations.ts';
import type { Reading } from '../../core/ledger/reading.ts';
import type { AlertMemory, Series, WatchMemory } from '../../core/state/wallet-state.ts';
import { member } from './outbox-parts.ts';
import {
  amount,
  count,
  currency,
  date,
  debit,
  decimal,
  finite,
  notNegative,
  optional,
  reader,
  severity,
  time,
  yes,
} from './stored-fields.ts';

/** The parts of a stored state, each read for itself: what is unsound in one costs no other. */

const decimals = v.object({
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
});

const plan = v.object({
  resetTo: notNegative,
  resetAtMs: optional(time),
  monthly: finite,
  isPurchasedFirst: optional(yes),
});

const bill = v.object({
  readOn: v.string(),
  next: optional(debit),
  due: optional(debit),
  isForbidden: optional(yes),
});

const recharge = v.object({
  readOn: v.string(),
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

const log = v.object({
  lastDate: date,
  pending: v.pipe(count, v.maxValue(2 ** BACKLOG_DAYS - 1)),
  refusedOn: optional(date),
  ratio: optional(v.pipe(finite, v.gtValue(0))),
  isContradicted: optional(yes),
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
  firingLevels: v.array(finite),
  underSinceMs: v.record(v.string(), time),
  isLow: v.boolean(),
  isEmptyNotified: v.boolean(),
  bounds: optional(v.looseObject({ floor: finite, emptyAt: finite })),
  spikeAtMs: optional(time),
  failedBill: optional(v.string()),
  riskNotified: optional(v.string()),
  debitAtMs: optional(time),
  notifiedAtMs: optional(time),
  urgent: optional(v.looseObject({ lastAtMs: time, reminders: count })),
});

const notified = v.looseObject({
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
      notified: optional(notified),
    }),
  ),
  troubles: v.record(
    v.string(),
    v.looseObject({
      sinceMs: time,
      reason: v.string(),
      isRefusal: v.boolean(),
      isEnded: optional(yes),
      retryAtMs: optional(time),
      channel: optional(v.string()),
      notified: optional(severity),
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

const ids = v.array(v.string());
const sweep = v.looseObject({
  leaseUntilMs: time,
  sweepStartedMs: optional(time),
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
      closed.every(isSpendOrUnknown) &&
      [open.spend, open.knownMs, usualPerHour].every((value) => v.is(notNegative, value)) &&
      open.knownMs <= HOUR_MS;
    return isSound ? found : undefined;
  } catch (error) {
    if (error instanceof UnknownHistoryError) return undefined;
    throw error;
  }
}

/** Of hundreds of hours: by the schema it would be the dearest part of a state's reading. */
function isSpendOrUnknown(spend: number): boolean {
  return Number.isNaN(spend) || (spend >= 0 && spend < Number.POSITIVE_INFINITY);
}

export const readLog = reader<NonNullable<Series['log']>>(log);
export const readPlan = reader<NonNullable<Series['plan']>>(plan);
export const readBill = reader<NonNullable<Series['bill']>>(bill);
export const readRecharge = reader<NonNullable<Series['recharge']>>(recharge);
export const readDay = reader<DayTotals>(day);
export const readMemory = reader<AlertMemory>(memory);
export const readWatch = reader<WatchMemory>(watch);
export const readSweep = reader<SweepState>(sweep);
