/** What a spreadsheet would take for a formula, or might once it has trimmed it. */
const FORMULA = /^[\s]*[=+\-@\t\r]/;

/**
 * Lines of comma-separated values, RFC 4180. Text that a spreadsheet would run as a formula gets an
 * apostrophe in front; numbers are numbers and stay as they are.
 */
export function csvText(rows: readonly (readonly (string | number | undefined)[])[]): string {
  return rows.map((row) => `${row.map(cell).join(',')}\r\n`).join('');
}

function cell(value: string | number | undefined): string {
  if (value === undefined) return '';
  if (typeof value === 'number') return String(value);
  const isNumber = /^-?\d+(\.\d+)?$/.test(value);
  const safe = !isNumber && FORMULA.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
