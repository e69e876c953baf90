import stringWidth from 'string-width';

/** What a narrow terminal shows of one line. */
export const TERMINAL_COLUMNS = 80;

/** How many columns of a terminal a text takes: a Chinese character takes two, an accent none. */
export function columnsOf(text: string): number {
  return stringWidth(text);
}

/** The text in exactly so many columns: filled up with blanks on the right, or cut with an ellipsis. */
export function cellOf(text: string, columns: number): string {
  const clipped = clip(text, columns);
  return clipped + ' '.repeat(Math.max(0, columns - columnsOf(clipped)));
}

/** The text in at most so many columns, ≥ 1. */
export function clip(text: string, columns: number): string {
  if (columnsOf(text) <= columns) return text;
  let kept = '';
  let isIsolated = false;
  for (const { segment } of new Intl.Segmenter('en').segment(text)) {
    if (columnsOf(kept + segment) > columns - 1) break;
    kept += segment;
    if (segment.includes('\u2068')) isIsolated = true;
  }
  // What turns the writing direction must also turn it back.
  return `${kept}…${isIsolated ? '\u2069' : ''}`;
}
