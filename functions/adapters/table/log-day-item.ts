import * as v from 'valibot';
import type { LogDay } from '../../core/attribution/log-day.ts';
import { DAY_MS } from '../../core/ledger/durations.ts';
import { fromItem, type Item, toItem } from './item-codec.ts';
import { count, notNegative, optional, time } from './stored-fields.ts';
import { dayKey, walletKey } from './table-keys.ts';

const parts = v.record(v.string(), notNegative);
const stored = v.object({
  total: notNegative,
  calls: count,
  refused: count,
  hours: v.pipe(v.array(notNegative), v.length(24)),
  byEndpoint: parts,
  byType: parts,
  byKey: parts,
  /** Absent: the day is read whole. */
  reachedMs: optional(time),
  /** Absent: it was over when it was read. */
  untilMs: optional(time),
});

/** The `log` of a `DAY#` item; amounts are in the log's currency. */
export function logDayItem(
  wallet: string,
  { date, reachedMs, untilMs, hours, spend }: LogDay,
): Item {
  const { total, calls, refused, by } = spend;
  const log = {
    total: rounded(total),
    calls,
    refused,
    hours: hours.map(rounded),
    byEndpoint: roundedParts(by.endpoint),
    byType: roundedParts(by.type),
    byKey: roundedParts(by.key),
    reachedMs: reachedMs > Date.parse(date) ? reachedMs : undefined,
    untilMs,
  };
  return toItem({ pk: walletKey(wallet), sk: dayKey(date), log });
}

/** Undefined: the log was not read of this day, or cannot be read. */
export function soundLogDayOf(item: Item): LogDay | undefined {
  if (item.log === undefined) return undefined;
  const { sk, log } = fromItem(item);
  const parsed = v.safeParse(stored, log);
  const date = String(sk).slice('DAY#'.length);
  const startMs = Date.parse(date);
  if (!parsed.success || Number.isNaN(startMs)) return undefined;
  const { hours, total, calls, refused, byEndpoint, byType, byKey, reachedMs, untilMs } =
    parsed.output;
  return {
    date,
    reachedMs: Math.min(Math.max(reachedMs ?? startMs, startMs), startMs + DAY_MS),
    ...(untilMs !== undefined && { untilMs }),
    hours,
    spend: { total, calls, refused, by: { endpoint: byEndpoint, type: byType, key: byKey } },
  };
}

/** Six significant digits: more would only cost bytes. */
function rounded(spend: number): number {
  return Number(spend.toPrecision(6));
}

function roundedParts(parts: Readonly<Record<string, number>>): Record<string, number> {
  return Object.fromEntries(Object.entries(parts).map(([name, spend]) => [name, rounded(spend)]));
}
