import { wrap } from '../../functions/core/wording/mail.ts';

const COLUMNS = 78;

/** "  Label   text", the text wrapped below itself. */
export function detailLines(label: string, text: string, labelColumns: number): string[] {
  const indent = 2 + labelColumns;
  return wrap(text, COLUMNS - indent).map(
    (line, at) => `  ${(at === 0 ? label : '').padEnd(labelColumns)}${line}`,
  );
}
