import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';

/**
 * An item of plain values; `undefined` is left out. A number is an estimate or a time, never an amount: what is larger
 * than a double holds exactly is stored as near as it is.
 */
export function toItem(values: object): Item {
  return marshall(values, { removeUndefinedValues: true, allowImpreciseNumbers: true });
}

/** The plain values of an item. A number of more digits than a double holds becomes the nearest one. */
export function fromItem(stored: Item): Record<string, unknown> {
  return unmarshall(stored, { wrapNumbers: Number });
}

/** As `fromItem`; numbers stay text, so that no digit of an amount is lost. */
export function fromItemExactly(stored: Item): Record<string, unknown> {
  return unmarshall(stored, { wrapNumbers: (digits) => digits });
}

export type Item = Record<string, AttributeValue>;
