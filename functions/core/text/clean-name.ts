/** Control characters, line and paragraph separators, and marks that turn the writing direction. */
const UNSAFE = /[\p{Cc}\p{Zl}\p{Zp}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]+/gu;
const RIGHT_TO_LEFT = /[\p{Script=Hebrew}\p{Script=Arabic}\p{Script=Syriac}\p{Script=Thaana}]/u;

/**
 * A name that somebody typed, fit for one line: no control characters, at most `maxLength` visible characters.
 * A right-to-left name is isolated, so that it does not turn the sentence around it.
 */
export function cleanName(name: string, maxLength = 40): string {
  const text = name.replace(UNSAFE, ' ').trim();
  const visible = [...new Intl.Segmenter('en').segment(text)].map(({ segment }) => segment);
  // A "character" may be built of many code points; 3 a character is plenty for every script and emoji.
  const cut = visible.length > maxLength ? `${visible.slice(0, maxLength - 1).join('')}…` : text;
  const bounded =
    cut.length > 3 * maxLength ? `${[...cut].slice(0, maxLength - 1).join('')}…` : cut;
  return RIGHT_TO_LEFT.test(bounded) ? `\u2068${bounded}\u2069` : bounded;
}

/** The same in printable ASCII, for mail subjects and SMS. */
export function asciiName(name: string, maxLength = 40): string {
  const ascii = name
    .normalize('NFKD')
    .replace(/[^\x20-\x7e]+/g, '')
    .replace(/\s+/g, ' ')
    .trim();
  return ascii === '' ? 'wallet' : ascii.slice(0, maxLength);
}
