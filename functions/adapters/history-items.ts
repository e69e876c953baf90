import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { marshall, NumberValueImpl as NumberValue, unmarshall } from '@aws-sdk/util-dynamodb';
import { type Amount, parseAmount } from '../core/amount.ts';
import type { RecordedDay } from '../core/day-look.ts';
import type { Forecast, ForecastState, RunwayDays } from '../core/forecast.ts';
import type { Reading } from '../core/reading.ts';
import { type Interval, type IntervalSums, sumsOf } from '../core/spend.ts';
import { dayKey, isoTime, readingKey, readingTime, walletKey } from './table-keys.ts';

export type Item = Record<string, AttributeValue>;

/** Readings are kept this long; days are kept for good. */
const READING_TTL_DAYS = 400;

/** A reading with what was made of it at the time, and what happened since the reading before. */
export interface RecordedReading extends IntervalSums {
  readonly reading: Reading;
  readonly burnPerDay: number;
  readonly runwayDays: RunwayDays | null;
  readonly state: ForecastState;
}

/** Amounts become DynamoDB numbers digit by digit: nothing is rounded on the way. */
export function readingItem(
  wallet: string,
  reading: Reading,
  interval: Interval | undefined,
  forecast: Forecast,
): Item {
  const { atMs, balance, purchased, monthly, monthlyResetAtMs } = reading;
  const { spend, topUp, resetChange } = sumsOf(interval);
  return item({
    pk: walletKey(wallet),
    sk: readingKey(atMs),
    balance: number(balance),
    currency: balance.currency,
    purchased: purchased && number(purchased),
    monthly: monthly && number(monthly),
    monthlyResetAt: monthlyResetAtMs === undefined ? undefined : isoTime(monthlyResetAtMs),
    spend: spend && number(spend),
    topUp: topUp && number(topUp),
    resetChange: resetChange && number(resetChange),
    burnPerDay: rounded(forecast.burnPerDay),
    runwayP10Days: forecast.runwayDays ? rounded(forecast.runwayDays.p10) : undefined,
    runwayP50Days: forecast.runwayDays ? rounded(forecast.runwayDays.p50) : undefined,
    runwayP90Days: forecast.runwayDays ? rounded(forecast.runwayDays.p90) : undefined,
    state: forecast.state,
    expiresAt: Math.floor(atMs / 1_000) + READING_TTL_DAYS * 86_400,
  });
}

export function readingOf(stored: Item): RecordedReading {
  const found = plain(stored);
  const currency = String(found.currency);
  const amount = (value: unknown): Amount | undefined =>
    value === undefined ? undefined : parseAmount(value, currency);
  const purchased = amount(found.purchased);
  const monthly = amount(found.monthly);
  const spend = amount(found.spend);
  const topUp = amount(found.topUp);
  const resetChange = amount(found.resetChange);
  return {
    reading: {
      atMs: readingTime(String(found.sk)),
      balance: parseAmount(found.balance, currency),
      ...(purchased && { purchased }),
      ...(monthly && { monthly }),
      ...(found.monthlyResetAt !== undefined && {
        monthlyResetAtMs: Date.parse(String(found.monthlyResetAt)),
      }),
    },
    ...(spend && { spend }),
    ...(topUp && { topUp }),
    ...(resetChange && { resetChange }),
    burnPerDay: Number(found.burnPerDay),
    runwayDays:
      found.runwayP50Days === undefined
        ? null
        : {
            p10: Number(found.runwayP10Days),
            p50: Number(found.runwayP50Days),
            p90: Number(found.runwayP90Days),
          },
    state: String(found.state) as ForecastState,
  };
}

export function dayItem(wallet: string, day: RecordedDay): Item {
  return item({
    pk: walletKey(wallet),
    sk: dayKey(day.date),
    spend: number(day.spend),
    topUp: number(day.topUp),
    resetChange: day.resetChange && number(day.resetChange),
    balance: number(day.balance),
    currency: day.balance.currency,
    readings: day.readings,
    vendorCreditsUsed7d: day.creditsUsed7d === undefined ? undefined : rounded(day.creditsUsed7d),
    vendorRequests7d: day.requests7d,
    webhookPaused: day.isWebhookPaused,
  });
}

export function dayOf(stored: Item): RecordedDay {
  const found = plain(stored);
  const currency = String(found.currency);
  return {
    date: String(found.sk).slice('DAY#'.length),
    spend: parseAmount(found.spend, currency),
    topUp: parseAmount(found.topUp, currency),
    ...(found.resetChange !== undefined && {
      resetChange: parseAmount(found.resetChange, currency),
    }),
    balance: parseAmount(found.balance, currency),
    readings: Number(found.readings),
    ...(found.vendorCreditsUsed7d !== undefined && {
      creditsUsed7d: Number(found.vendorCreditsUsed7d),
    }),
    ...(found.vendorRequests7d !== undefined && { requests7d: Number(found.vendorRequests7d) }),
    ...(found.webhookPaused === true && { isWebhookPaused: true as const }),
  };
}

function item(attributes: Record<string, unknown>): Item {
  return marshall(attributes, { removeUndefinedValues: true });
}

/** Numbers stay text, so that no digit is lost. */
function plain(stored: Item): Record<string, unknown> {
  return unmarshall(stored, { wrapNumbers: (digits) => digits });
}

function number(amount: Amount): NumberValue {
  return NumberValue.from(amount.decimal);
}

/** Estimates carry six significant digits; more would only cost bytes. */
function rounded(estimate: number): number {
  return Number(estimate.toPrecision(6));
}
