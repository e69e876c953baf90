import stringWidth from 'string-width';

const DEFAULT_COLUMNS = 80;
/** Below that a date does not fit beside its label. */
const MIN_COLUMNS = 40;
/** Longer lines of text are hard to read. */
const MAX_COLUMNS = 120;

/** The width of the terminal, or of COLUMNS where output is piped, 40 to 120. @default 80 */
export function terminalColumns(): number {
  const columns = process.stdout.columns ?? Number(process.env.COLUMNS);
  return columns > 0 ? Math.max(MIN_COLUMNS, Math.min(MAX_COLUMNS, columns)) : DEFAULT_COLUMNS;
}

/** Breaks at spaces, so that no line takes more than so many columns; a word that is wider is cut into pieces. */
export function wrapColumns(text: string, columns: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ').flatMap((each) => pieces(each, columns))) {
    if (line !== '' && columnsOf(`${line} ${word}`) > columns) {
      lines.push(line);
      line = word;
    } else {
      line = line === '' ? word : `${line} ${word}`;
    }
  }
  return [...lines, line];
}

function pieces(word: string, columns: number): string[] {
  if (columnsOf(word) <= columns) return [word];
  const found: string[] = [];
  let piece = '';
  for (const { segment } of new Intl.Segmenter('en').segment(word)) {
    if (piece !== '' && columnsOf(piece + segment) > columns) {
      found.push(piece);
      piece = '';
    }
    piece += segment;
  }
  return [...found, piece];
}

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

const RIGHT_MARGIN = 2;

/** "  Label   text", the text wrapped below itself. */
export function detailLines(label: string, text: string, labelColumns: number): string[] {
  const indent = 2 + labelColumns;
  return wrapColumns(text, terminalColumns() - RIGHT_MARGIN - indent).map(
    (line, at) => `  ${(at === 0 ? label : '').padEnd(labelColumns)}${line}`,
  );
}
