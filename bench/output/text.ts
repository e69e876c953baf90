import { type Figure, isReached, type Section } from './section.ts';

/** Tables for a terminal, which are Markdown as they stand. */
export function sectionText({ title, head, rows, notes = [] }: Section): string {
  return [`\n${title}\n\n`, table(head, rows), ...notes.map((note) => `\n${note}\n`)].join('');
}

export function figuresText(figures: readonly Figure[]): string {
  const rows = figures.map((figure) => [
    figure.name,
    `${fixed(figure.value)} ${figure.unit}`.trim(),
    figure.atMost === undefined ? `≥ ${figure.atLeast}` : `≤ ${figure.atMost}`,
    isReached(figure) ? 'yes' : 'NO',
  ]);
  return `\nFigures to reach\n\n${table(['figure', 'measured', 'to reach', 'reached'], rows)}`;
}

/** Three significant digits, never an exponent. */
export function fixed(value: number): string {
  if (value >= 100) return Math.round(value).toLocaleString('en');
  return value.toFixed(value >= 10 ? 1 : 2);
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const all = [head, ...rows];
  const widths = head.map((_, column) => Math.max(...all.map((row) => row[column]?.length ?? 0)));
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |\n`;
  return line(head) + line(widths.map((width) => '-'.repeat(width))) + rows.map(line).join('');
}
