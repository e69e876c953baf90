/**
 * Where a text stops being JSON. V8's own message gives no position for an unexpected token, and quotes
 * the text around it instead, which may be a pasted key.
 */
export function jsonFaultPosition(text: string): {
  readonly line: number;
  readonly column: number;
} {
  const before = text.slice(0, faultOffset(text)).split('\n');
  return { line: before.length, column: (before.at(-1)?.length ?? 0) + 1 };
}

const SCALAR =
  /"(?:[^"\\\p{Cc}]|\\(?:["\\/bfnrt]|u[\da-f]{4}))*"|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:e[+-]?\d+)?|true|false|null/iuy;
const NAME = /"(?:[^"\\\p{Cc}]|\\(?:["\\/bfnrt]|u[\da-f]{4}))*"/iuy;
const SPACE = /[\t\n\r ]*/y;

class Fault {
  readonly offset: number;

  constructor(offset: number) {
    this.offset = offset;
  }
}

function faultOffset(text: string): number {
  try {
    return skip(text, value(text, skip(text, 0)));
  } catch (fault) {
    if (fault instanceof Fault) return fault.offset;
    throw fault;
  }
}

/** Reads one value at the offset and answers the offset behind it; throws the Fault's place otherwise. */
function value(text: string, offset: number): number {
  if (text[offset] === '{') return items(text, offset, '}', member);
  if (text[offset] === '[') return items(text, offset, ']', value);
  return match(text, SCALAR, offset);
}

function member(text: string, offset: number): number {
  const colon = skip(text, match(text, NAME, offset));
  if (text[colon] !== ':') throw new Fault(colon);
  return value(text, skip(text, colon + 1));
}

function items(text: string, open: number, end: string, item: typeof value): number {
  let at = skip(text, open + 1);
  if (text[at] === end) return at + 1;
  for (;;) {
    at = skip(text, item(text, at));
    if (text[at] === end) return at + 1;
    if (text[at] !== ',') throw new Fault(at);
    at = skip(text, at + 1);
  }
}

function skip(text: string, offset: number): number {
  return match(text, SPACE, offset);
}

function match(text: string, pattern: RegExp, offset: number): number {
  pattern.lastIndex = offset;
  if (!pattern.test(text)) throw new Fault(offset);
  return pattern.lastIndex;
}
