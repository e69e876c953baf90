import * as v from 'valibot';
import { type Amount, CURRENCY, NotADecimalError, parseAmount } from '../../core/ledger/amount.ts';
import { fieldsOf, isRecord, present } from './answer-fields.ts';

/** What a failed call says of itself: `{"success":false,"error":{…}}`. Nothing in it is relied upon. */
export interface Failure {
  readonly code?: string;
  readonly message?: string;
  readonly details?: Readonly<Record<string, unknown>>;
}

/** An optional part that is not of its type counts as absent. */
const text = v.fallback(v.optional(v.string()), undefined);

const FailureEnvelope = v.object({
  success: v.literal(false),
  error: v.fallback(
    v.object({
      code: text,
      message: text,
      details: v.fallback(v.optional(v.record(v.string(), v.unknown())), undefined),
    }),
    { code: undefined, message: undefined, details: undefined },
  ),
});

const SuccessEnvelope = v.object({ success: v.literal(true), data: v.unknown() });

const Currency = v.pipe(
  v.string('expected a currency such as "USD"'),
  v.regex(CURRENCY, 'expected a currency such as "USD"'),
);

/** A balance and its parts. An unsound part is left out and named in `ignored`. */
export interface BalanceData {
  readonly balance: Amount;
  readonly purchased?: Amount;
  readonly monthly?: Amount;
  readonly monthlyResetAtMs?: number;
  readonly ignored: readonly string[];
}

/**
 * `data` of `GET /me/balance`: `balance` (text or number) with its parts, or the older `balance_sqc`.
 * The balance must be sound; the parts are welcome.
 */
export const BalanceSchema = v.pipe(
  v.object({
    balance: v.optional(v.unknown()),
    balance_sqc: v.optional(v.unknown()),
    currency: v.optional(Currency),
    purchased_balance: v.optional(v.unknown()),
    monthly_balance: v.optional(v.unknown()),
    monthly_reset_at: v.optional(v.unknown()),
  }),
  v.rawTransform(({ dataset, addIssue, NEVER }): BalanceData => {
    const data = dataset.value;
    const name = data.balance == null && data.balance_sqc !== undefined ? 'balance_sqc' : 'balance';
    // The older shape names the currency in the field itself.
    const currency = data.currency ?? (name === 'balance_sqc' ? 'SQC' : undefined);
    if (currency === undefined) {
      addIssue({ message: 'no currency' });
      return NEVER;
    }
    const balance = amountOf(data[name], currency);
    if (balance instanceof NotADecimalError) {
      addIssue({ message: `${name}: ${balance.message}` });
      return NEVER;
    }
    return { balance, ...partsOf(data, currency) };
  }),
);

type Parts = Omit<BalanceData, 'balance'>;

function partsOf(data: Readonly<Record<string, unknown>>, currency: string): Parts {
  const ignored: string[] = [];
  const fields = fieldsOf(data, ignored);
  return {
    ...present({
      purchased: fields.amount('purchased_balance', currency),
      monthly: fields.amount('monthly_balance', currency),
      monthlyResetAtMs: fields.instant('monthly_reset_at'),
    }),
    ignored,
  };
}

function amountOf(value: unknown, currency: string): Amount | NotADecimalError {
  try {
    return parseAmount(value, currency);
  } catch (error) {
    if (error instanceof NotADecimalError) return error;
    throw error;
  }
}

type WithSource = (key: string, value: unknown, context?: { readonly source?: string }) => unknown;
const parseWithSource = JSON.parse as (text: string, reviver: WithSource) => unknown;

/**
 * Reads JSON; undefined when it is none (the parser's own error quotes the text, so it is not kept).
 * A number of more digits than a double holds stays the text that it was, for `parseAmount` to read exactly.
 */
export function parseJson(body: string): unknown {
  try {
    return parseWithSource(body, (_key, value, context) => {
      const source = context?.source;
      if (typeof value !== 'number' || source === undefined) return value;
      return /^-?\d+(\.\d+)?$/.test(source) && source.replace(/\D/g, '').length > 15
        ? source
        : value;
    });
  } catch {
    return undefined;
  }
}

export function failureIn(json: unknown): Failure | undefined {
  const parsed = v.safeParse(FailureEnvelope, json);
  return parsed.success ? parsed.output.error : undefined;
}

/** The schema of one call's `data`. */
export type DataSchema<T> = v.GenericSchema<unknown, T>;

/**
 * `data` of a successful answer, or why it cannot be had.
 * @param mayBeBare the vendor's document shows this call's data without an envelope; both are taken
 */
export function dataIn<T>(
  json: unknown,
  schema: DataSchema<T>,
  mayBeBare = false,
): { data: T } | { fault: string } {
  if (json === undefined) return { fault: 'it is not JSON' };
  const isBare = mayBeBare && isRecord(json) && !('success' in json);
  const envelope = v.safeParse(SuccessEnvelope, isBare ? { success: true, data: json } : json);
  if (!envelope.success) return { fault: 'it lacks "success": true with "data"' };
  const parsed = v.safeParse(schema, envelope.output.data);
  if (parsed.success) return { data: parsed.output };
  const [issue] = parsed.issues;
  const path = v.getDotPath(issue);
  return { fault: `data${path === null ? '' : `.${path}`}: ${issue.message}` };
}
