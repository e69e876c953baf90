import type { Alert } from '../alert/alert.ts';
import { headline } from '../kinds/index.ts';
import { detailsOf, topUpUrl } from './details.ts';
import type { MessageLinks } from './links.ts';
import type { SpendCauses } from './spend-causes.ts';

const COLUMNS = 72;
const LABEL_COLUMNS = 12;
const MAX_LINES = 15;

/** At most 15 lines of 72 columns (an address is longer, and is not cut): the headline, then what it rests on. */
export function mailText(
  alert: Alert,
  name: string,
  timeZone: string,
  isPossibleRepeat: boolean,
  links?: MessageLinks,
  causes?: SpendCauses,
): string {
  const lines = [...wrap(headline(alert, name, timeZone), COLUMNS), ''];
  for (const { label, text } of detailsOf(alert, timeZone, causes)) {
    const [first = '', ...more] = wrap(text, COLUMNS - LABEL_COLUMNS);
    lines.push(label.padEnd(LABEL_COLUMNS) + first, ...more.map(indented));
  }
  const url = topUpUrl(alert);
  const look = (links?.canSnooze ? 'Look/snooze' : 'Look').padEnd(LABEL_COLUMNS);
  const end = [
    ...(url === undefined ? [] : [indented(url)]),
    ...(links === undefined ? [] : [`${look}${links.page}`]),
    ...(isPossibleRepeat ? ['', 'Possible repeat: an earlier sending may have reached you.'] : []),
  ];
  return `${[...cut(lines, MAX_LINES - end.length), ...end].join('\n')}\n`;
}

/** Only a vendor's longest words need it; the addresses that help come after, and stay. */
function cut(lines: readonly string[], max: number): readonly string[] {
  if (lines.length <= max) return lines;
  const last = lines[max - 1] ?? '';
  return [...lines.slice(0, max - 1), `${[...last].slice(0, COLUMNS - 1).join('')}…`];
}

function indented(text: string): string {
  return ' '.repeat(LABEL_COLUMNS) + text;
}

/** Breaks at spaces; a word longer than the line is cut. */
export function wrap(text: string, columns: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ').flatMap((each) => chunks(each, columns))) {
    if (line !== '' && line.length + 1 + word.length > columns) {
      lines.push(line);
      line = word;
    } else {
      line = line === '' ? word : `${line} ${word}`;
    }
  }
  return [...lines, line];
}

function chunks(word: string, columns: number): string[] {
  if (word.length <= columns) return [word];
  return word.match(new RegExp(`.{1,${columns}}`, 'gsu')) ?? [word];
}
