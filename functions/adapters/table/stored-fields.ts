import * as v from 'valibot';
import { CURRENCY } from '../../core/ledger/amount.ts';

/** The bounds of a JavaScript date. */
export const time = v.pipe(v.number(), v.minValue(-8.64e15), v.maxValue(8.64e15));
export const finite = v.pipe(v.number(), v.finite());
export const notNegative = v.pipe(finite, v.minValue(0));
export const count = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
/** Of a runway: more would end beyond the dates that there are. */
export const days = v.pipe(finite, v.minValue(0), v.maxValue(10_000));
export const date = v.pipe(v.string(), v.isoDate());
/** Wider than what a vendor may say: sums add digits. */
export const decimal = v.pipe(v.string(), v.regex(/^-?\d{1,38}(\.\d{1,38})?$/));
export const currency = v.pipe(v.string(), v.regex(CURRENCY));
export const amount = v.object({ decimal, currency });
export const severity = v.picklist(['info', 'warning', 'critical']);
export const yes = v.literal(true);
export const optional = v.optional;

export const debit = v.object({ atMs: time, amount });

/** Reads a part as its schema says. @returns undefined where it is unsound */
export function reader<T>(schema: v.GenericSchema): (found: unknown) => T | undefined {
  return (found) => {
    const parsed = v.safeParse(schema, found);
    return parsed.success ? (parsed.output as T) : undefined;
  };
}
