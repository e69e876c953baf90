import { NumberValueImpl as NumberValue } from '@aws-sdk/util-dynamodb';
import type { Forecast, ForecastState, RunwayDays } from '../../core/forecast/forecast.ts';
import { type Amount, parseSum, storable } from '../../core/ledger/amount.ts';
import type { Reading } from '../../core/ledger/reading.ts';
import type { RecordedDay } from '../../core/ledger/recorded-day.ts';
import type { IntervalSums } from '../../core/ledger/spend.ts';
import { fromItemExactly, type Item, toItem } from './item-codec.ts';
import { dayKey, isoTime, readingKey, readingTime, walletKey } from './table-keys.ts';

/** Readings are kept this long; days are kept for good. */
const READING_TTL_DAYS = 400;

/** A reading with what was made of it at the time, and what happened since the reading before. */
export interface RecordedReading extends IntervalSums {
  readonly reading: Reading;
  readonly burnPerDay: number;
  readonly runwayDays: RunwayDays | null;
  readonly state: ForecastState;
  /** The forecast rested on the request log: of readings alone it was still learning. */
  readonly isFromLog?: true;
}

/** Amounts become DynamoDB numbers digit by digit: nothing is rounded on the way. */
export function readingItem(
  wallet: string,
  reading: Reading,
  sums: IntervalSums | undefined,
  forecast: Forecast,
): Item {
  const { atMs, balance, purchased, monthly, monthlyResetAtMs } = reading;
  const { spend, topUp, resetChange } = sums ?? {};
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
    isTestKey: reading.isTestKey,
    isFromLog: forecast.isFromLog,
    expiresAt: Math.floor(atMs / 1_000) + READING_TTL_DAYS * 86_400,
  });
}

/** In place of a reading whose time was wrong: without a balance, and soon dropped by the table. */
export function setAsideItem(wallet: string, { atMs }: Reading, nowMs: number): Item {
  const expiresAt = Math.floor(nowMs / 1_000);
  return item({ pk: walletKey(wallet), sk: readingKey(atMs), isSetAside: true, expiresAt });
}

/** Undefined: it cannot be read, or was set aside. One such item keeps nobody from the others. */
export function soundReadingOf(stored: Item): RecordedReading | undefined {
  return soundly(
    () => readingOf(stored),
    ({ reading }) => isSound(reading),
  );
}

/** As `soundReadingOf`. */
export function soundDayOf(stored: Item): RecordedDay | undefined {
  return soundly(
    () => dayOf(stored),
    ({ readings }) => Number.isSafeInteger(readings),
  );
}

function isSound({ atMs, monthlyResetAtMs = 0 }: Reading): boolean {
  return Number.isFinite(atMs) && Number.isFinite(monthlyResetAtMs);
}

function soundly<T>(read: () => T, isFit: (found: T) => boolean): T | undefined {
  try {
    const found = read();
    return isFit(found) ? found : undefined;
  } catch {
    return undefined;
  }
}

export function readingOf(stored: Item): RecordedReading {
  const found = fromItemExactly(stored);
  const currency = String(found.currency);
  const amount = (value: unknown): Amount | undefined =>
    value === undefined ? undefined : parseSum(value, currency);
  const purchased = amount(found.purchased);
  const monthly = amount(found.monthly);
  const spend = amount(found.spend);
  const topUp = amount(found.topUp);
  const resetChange = amount(found.resetChange);
  return {
    reading: {
      atMs: readingTime(String(found.sk)),
      balance: parseSum(found.balance, currency),
      purchased,
      monthly,
      ...(found.monthlyResetAt !== undefined && {
        monthlyResetAtMs: Date.parse(String(found.monthlyResetAt)),
      }),
      ...(found.isTestKey === true && { isTestKey: true }),
    },
    spend,
    topUp,
    resetChange,
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
    ...(found.isFromLog === true && { isFromLog: true }),
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
    webhookPaused: day.isWebhookPaused,
  });
}

export function dayOf(stored: Item): RecordedDay {
  const found = fromItemExactly(stored);
  const currency = String(found.currency);
  return {
    date: String(found.sk).slice('DAY#'.length),
    spend: parseSum(found.spend, currency),
    topUp: parseSum(found.topUp, currency),
    ...(found.resetChange !== undefined && {
      resetChange: parseSum(found.resetChange, currency),
    }),
    balance: parseSum(found.balance, currency),
    readings: Number(found.readings),
    ...(found.webhookPaused === true && { isWebhookPaused: true as const }),
  };
}

function item(attributes: Record<string, unknown>): Item {
  return toItem(attributes);
}

function number(amount: Amount): NumberValue {
  return NumberValue.from(storable(amount));
}

/** Estimates carry six significant digits; more would only cost bytes. */
function rounded(estimate: number): number {
  return Number(estimate.toPrecision(6));
}
