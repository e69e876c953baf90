import { type Amount, CURRENCY, NotADecimalError, parseAmount } from '../../core/ledger/amount.ts';
import { outsideText } from '../http/outside-text.ts';

/** A date without an offset would be read in the time zone of this machine. */
const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:?\d\d)$/;
/** The vendor's other form of a date, "2026-03-01 15:30:00", is UTC. */
const SPACED_UTC = /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/;
const DATE = /^\d{4}-\d\d-\d\d$/;
const ID = /^\d{1,20}$/;
/** The longest status or name of an event that the vendor may give. */
const MAX_WORD = 60;

/**
 * Reads the parts of an answer that are welcome and not needed. Each method gives undefined for a part that
 * is missing, null (an API's way to say "none"), or unsound; the unsound ones are named in `ignored`.
 */
export interface AnswerFields {
  /** Text or number. */
  amount(name: string, currency: string | undefined): Amount | undefined;
  currency(name: string): string | undefined;
  /** Text or number, whole, from 0. */
  count(name: string): number | undefined;
  /** Text or number, for statistics. */
  number(name: string): number | undefined;
  flag(name: string): boolean | undefined;
  /** The vendor's own word, cleaned, at most 60 characters; blank counts as missing. */
  word(name: string): string | undefined;
  /** A text of this form, as it is. */
  matching(name: string, form: RegExp): string | undefined;
  /** A text for people, cleaned, at most 200 characters. */
  text(name: string): string | undefined;
  /** Digits, as text or number. */
  id(name: string): string | undefined;
  /** Epoch milliseconds; "2026-03-01 15:30:00" is UTC. */
  instant(name: string): number | undefined;
  /** As `instant`, or a bare date: its first moment in UTC. */
  day(name: string): number | undefined;
  /** Its fields; none where it is missing. */
  inner(name: string): AnswerFields;
  /** The fields of each item that is an object, at most `max` of them. */
  each(name: string, max: number): AnswerFields[];
  /** The items that are sound words. */
  words(name: string, max: number): string[];
}

/**
 * @param ignored takes the path of each unsound part: "auto_recharge.below", "history[2].amount"
 * @param path where the data is, for `ignored`
 */
export function fieldsOf(data: unknown, ignored: string[], path = ''): AnswerFields {
  const record = isRecord(data) ? data : {};

  function part<T>(name: string, read: (value: unknown) => T | undefined): T | undefined {
    const value = record[name];
    if (value === undefined || value === null) return undefined;
    const found = read(value);
    if (found === undefined) ignored.push(path + name);
    return found;
  }
  const items = (name: string, max: number): readonly unknown[] =>
    part(name, (value) => (Array.isArray(value) ? value.slice(0, max) : undefined)) ?? [];

  return {
    amount: (name, currency) =>
      part(name, (value) => (currency === undefined ? undefined : amountOf(value, currency))),
    currency: (name) => part(name, (value) => matching(value, CURRENCY)),
    count: (name) => part(name, countOf),
    number: (name) =>
      part(name, (value) => {
        const amount = amountOf(value, '');
        return amount && Number(amount.decimal);
      }),
    flag: (name) => part(name, (value) => (typeof value === 'boolean' ? value : undefined)),
    word: (name) => part(name, wordOf),
    matching: (name, form) => part(name, (value) => matching(value, form)),
    text: (name) =>
      part(name, (value) => (typeof value === 'string' ? outsideText(value) : undefined)) ||
      undefined,
    id: (name) =>
      part(name, (value) => matching(typeof value === 'number' ? String(value) : value, ID)),
    instant: (name) => part(name, instantOf),
    day: (name) =>
      part(name, (value) =>
        instantOf(typeof value === 'string' && DATE.test(value) ? `${value}T00:00Z` : value),
      ),
    inner: (name) =>
      fieldsOf(
        part(name, (value) => (isRecord(value) ? value : undefined)),
        ignored,
        `${path}${name}.`,
      ),
    each: (name, max) =>
      items(name, max).flatMap((item, at) => {
        if (isRecord(item)) return [fieldsOf(item, ignored, `${path}${name}[${at}].`)];
        ignored.push(`${path}${name}[${at}]`);
        return [];
      }),
    words: (name, max) => items(name, max).flatMap((item) => wordOf(item) ?? []),
  };
}

/** Leaves out what was not found, as optional fields want it. */
export function present<T extends object>(parts: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(
    Object.entries(parts).filter(([, value]) => value !== undefined),
  ) as ReturnType<typeof present<T>>;
}

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function amountOf(value: unknown, currency: string): Amount | undefined {
  try {
    return parseAmount(value, currency);
  } catch (error) {
    if (error instanceof NotADecimalError) return undefined;
    throw error;
  }
}

function countOf(value: unknown): number | undefined {
  const count = typeof value === 'string' && /^\d{1,15}$/.test(value) ? Number(value) : value;
  return typeof count === 'number' && Number.isSafeInteger(count) && count >= 0 ? count : undefined;
}

function instantOf(value: unknown): number | undefined {
  if (typeof value !== 'string') return undefined;
  const text = SPACED_UTC.test(value) ? `${value.replace(' ', 'T')}Z` : value;
  const atMs = INSTANT.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(atMs) ? undefined : atMs;
}

function matching(value: unknown, pattern: RegExp): string | undefined {
  return typeof value === 'string' && pattern.test(value) ? value : undefined;
}

function wordOf(value: unknown): string | undefined {
  if (typeof value !== 'string') return undefined;
  const word = outsideText(value);
  return word === '' || word.length > MAX_WORD ? undefined : word;
}
