/** An item as DynamoDB's JSON carries it. */
export type StoredItem = Readonly<Record<string, StoredValue>>;
export type StoredValue = Readonly<Record<string, unknown>>;

/**
 * Bytes of an item by AWS's rules: names and texts in UTF-8; a number one byte for every two significant
 * digits and one more (another for the sign); binary as it is; a list or map 3 and one for each entry.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/CapacityUnitCalculations.html
 */
export function itemBytes(item: StoredItem): number {
  let bytes = 0;
  for (const [name, value] of Object.entries(item)) {
    bytes += Buffer.byteLength(name) + valueBytes(value);
  }
  return bytes;
}

function valueBytes(typed: StoredValue): number {
  const [[type, value] = ['', undefined]] = Object.entries(typed);
  switch (type) {
    case 'S':
      return Buffer.byteLength(String(value));
    case 'N':
      return numberBytes(String(value));
    case 'B':
      return Buffer.from(String(value), 'base64').byteLength;
    case 'BOOL':
    case 'NULL':
      return 1;
    case 'L': {
      const values = value as readonly StoredValue[];
      return values.reduce((sum, entry) => sum + 1 + valueBytes(entry), 3);
    }
    case 'M': {
      const entries = value as StoredItem;
      return 3 + Object.keys(entries).length + itemBytes(entries);
    }
    default:
      throw new RangeError(`this table has no attribute of type ${type}`);
  }
}

/** Zeros at both ends carry nothing; digits are kept in pairs around the decimal point. */
function numberBytes(text: string): number {
  const [, sign = '', whole = '', fraction = ''] =
    /^(-?)0*(\d*)(?:\.(\d*?)0*)?$/.exec(text) ?? scientific(text);
  const digits = (whole + fraction).replace(/^0+/, '');
  const significant = fraction === '' ? digits.replace(/0+$/, '') : digits;
  return 1 + Math.ceil(significant.length / 2) + (sign === '' ? 0 : 1);
}

function scientific(text: string): RegExpExecArray | readonly string[] {
  const [mantissa = '0'] = text.toLowerCase().split('e');
  return ['', mantissa.startsWith('-') ? '-' : '', mantissa.replace(/[-.]/g, ''), ''];
}
