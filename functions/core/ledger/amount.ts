import { Big } from 'big.js';

/**
 * Money or credits, exact: a plain decimal in text and the currency it counts in.
 * `decimal` is canonical ("118.5", "-3", "0"): no exponent, no trailing zeros, so equal amounts are equal strings.
 */
export interface Amount {
  readonly decimal: string;
  /** "SQC", "USD", … as the vendor spells it. */
  readonly currency: string;
}

/** Thrown when a balance is no plain decimal ("1,234", "NaN", "", null …). */
export class NotADecimalError extends Error {
  override readonly name = 'NotADecimalError';
}

const PLAIN_DECIMAL = /^-?(\d+)(\.\d+)?$/;
/** What a DynamoDB number holds. */
const MAX_DIGITS = 38;
const MAX_DECIMALS = 18;

/**
 * Reads a vendor's decimal: text ("42.5000") or a JSON number (42.5); at most 20 digits before the point, 18 after it.
 * @throws NotADecimalError naming what was found instead, at most 40 characters of it.
 */
export function parseAmount(value: unknown, currency: string): Amount {
  return parse(value, currency, MAX_DIGITS - MAX_DECIMALS);
}

/** As `parseAmount`, of what may be a sum of many balances. */
export function parseSum(value: unknown, currency: string): Amount {
  return parse(value, currency, MAX_DIGITS);
}

function parse(value: unknown, currency: string, maxBefore: number): Amount {
  const text = typeof value === 'number' && Number.isFinite(value) ? plain(new Big(value)) : value;
  const match = typeof text === 'string' ? PLAIN_DECIMAL.exec(text) : null;
  if (typeof text !== 'string' || match === null) {
    throw new NotADecimalError(`expected a plain decimal, found ${describe(value)}`);
  }
  const [, before = '', after = '.'] = match;
  if (before.length > maxBefore || after.length - 1 > MAX_DECIMALS) {
    const most = `at most ${maxBefore} digits before and ${MAX_DECIMALS} after the point`;
    throw new NotADecimalError(`expected ${most}, found ${describe(text)}`);
  }
  return { decimal: plain(new Big(text)), currency };
}

/** The decimal as a DynamoDB number holds it: only a sum of 10^20 and more can have digits too many, and is rounded. */
export function storable({ decimal }: Amount): string {
  return decimal.length <= MAX_DIGITS ? decimal : plain(new Big(decimal).prec(MAX_DIGITS));
}

export function minus(left: Amount, right: Amount): Amount {
  return {
    decimal: plain(new Big(left.decimal).minus(right.decimal)),
    currency: same(left, right),
  };
}

export function plus(left: Amount, right: Amount): Amount {
  return { decimal: plain(new Big(left.decimal).plus(right.decimal)), currency: same(left, right) };
}

/** −1, 0 or 1, as a sort function wants it. */
export function compare(left: Amount, right: Amount): -1 | 0 | 1 {
  same(left, right);
  return new Big(left.decimal).cmp(right.decimal);
}

export function zero(currency: string): Amount {
  return { decimal: '0', currency };
}

/** For statistics only; what is recorded stays exact. */
export function toNumber(amount: Amount): number {
  return Number(amount.decimal);
}

function plain(value: Big): string {
  return value.eq(0) ? '0' : value.toFixed();
}

function same(left: Amount, right: Amount): string {
  if (left.currency !== right.currency) {
    throw new TypeError(`${left.currency} and ${right.currency} do not add up`);
  }
  return left.currency;
}

function describe(value: unknown): string {
  if (value === undefined) return 'nothing';
  const text =
    typeof value === 'string'
      ? `"${value}"`
      : typeof value === 'object'
        ? JSON.stringify(value)
        : String(value);
  return text.length > 40 ? `${text.slice(0, 39)}…` : text;
}

/** "SQC", "USD": short and plain, since it goes into keys, messages and queries. */
export const CURRENCY = /^[A-Za-z][A-Za-z0-9]{1,11}$/;
