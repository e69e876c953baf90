import { ALERT_KINDS } from '../functions/core/alert/alert.ts';
import { KINDS } from '../functions/core/kinds/index.ts';

const BLOCK = /<!-- kinds:begin -->[\s\S]*<!-- kinds:end -->/;

/** `docs/alerts.md` with the table of what each alert kind says of itself. */
export function withKindsTable(document: string): string {
  const rows = ALERT_KINDS.map((kind) => {
    const { meaning, severityText } = KINDS[kind];
    return `| \`${kind}\` | ${meaning} | ${severityText} |`;
  });
  const table = ['| kind | when it is sent | severity |', '| --- | --- | --- |', ...rows].join(
    '\n',
  );
  return document.replace(BLOCK, () => `<!-- kinds:begin -->\n${table}\n<!-- kinds:end -->`);
}
