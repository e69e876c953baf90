import { terminalColumns, wrapColumns } from './columns.ts';

const RIGHT_MARGIN = 2;

/** "  Label   text", the text wrapped below itself. */
export function detailLines(label: string, text: string, labelColumns: number): string[] {
  const indent = 2 + labelColumns;
  return wrapColumns(text, terminalColumns() - RIGHT_MARGIN - indent).map(
    (line, at) => `  ${(at === 0 ? label : '').padEnd(labelColumns)}${line}`,
  );
}
