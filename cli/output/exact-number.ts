import type { Amount } from '../../functions/core/ledger/amount.ts';

/** A number that JSON.stringify writes digit by digit, however many there are. */
export interface ExactNumber {
  readonly rawJSON: string;
}

/** In Node since 22; TypeScript's libraries do not know it yet. */
const { rawJSON } = JSON as unknown as { rawJSON(text: string): ExactNumber };

/** A decimal as an amount keeps it: "118.5", "-3". */
export function exact(amount: Amount): ExactNumber {
  return rawJSON(amount.decimal);
}

export function exactText(decimal: string): ExactNumber {
  return rawJSON(decimal);
}

export function isExact(value: unknown): value is ExactNumber {
  return typeof value === 'object' && value !== null && 'rawJSON' in value;
}
