/** At most this many characters of any text from outside reach a message, a log or an item. */
export const MAX_OUTSIDE_TEXT = 200;

/** Controls, and the invisible characters that turn text around or hide it in a terminal. */
const UNPRINTABLE =
  /[\p{Cc}\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb]+/gu;

/** What our secrets look like, so that one is caught even where nobody knows its value. */
const SECRET_SHAPES: readonly (readonly [RegExp, string])[] = [
  [/\bBearer\s+[^\s"',;]+/gi, 'Bearer [hidden]'],
  [/sqk_[A-Za-z]+_[A-Za-z0-9_-]+/g, '[API key]'],
  [/whsec_[A-Za-z0-9_-]+/g, '[signing secret]'],
  [/hooks\.slack(-gov)?\.com\/[^\s"'<>]+/gi, 'hooks.slack.com/[hidden]'],
  [/\/(services|workflows|triggers)\/[A-Z][A-Z0-9]{5,}\/[^\s"'<>]+/g, '/$1/[hidden]'],
];

/** Replaces the given secrets and everything that looks like one of ours. */
export function redact(text: string, secrets: readonly string[] = []): string {
  let clean = text;
  for (const secret of secrets) {
    if (secret !== '') clean = clean.replaceAll(secret, '[hidden]');
  }
  for (const [shape, label] of SECRET_SHAPES) clean = clean.replace(shape, label);
  return clean;
}

/**
 * Makes a vendor's words fit to show: one line, printable, without secrets, at most 200 characters.
 * Redacts before it cuts, because half a secret is still half a secret.
 */
export function outsideText(text: string, secrets: readonly string[] = []): string {
  const line = text.replace(UNPRINTABLE, ' ').replace(/ {2,}/g, ' ').trim();
  const characters = Array.from(redact(line, secrets));
  return characters.length > MAX_OUTSIDE_TEXT
    ? `${characters.slice(0, MAX_OUTSIDE_TEXT - 1).join('')}…`
    : characters.join('');
}

/**
 * A copy of a foreign error that may be kept as `cause`: name, code and cleaned message, five levels deep.
 * The original may carry the request with its headers, or quote the text that it could not parse.
 */
export function safeCause(error: unknown, secrets: readonly string[] = [], depth = 5): Error {
  const source = error instanceof Error ? error : new Error(String(error));
  const code: unknown = 'code' in source ? source.code : undefined;
  const inner =
    source.cause !== undefined && depth > 1
      ? { cause: safeCause(source.cause, secrets, depth - 1) }
      : undefined;
  const copy = new Error(outsideText(source.message, secrets), inner);
  copy.name = outsideText(source.name, secrets);
  return typeof code === 'string'
    ? Object.assign(copy, { code: outsideText(code, secrets) })
    : copy;
}
