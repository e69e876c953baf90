import type { Alert, Severity } from '../alert/alert.ts';
import { headline } from '../kinds/index.ts';
import { sparkline } from '../text/sparkline.ts';
import { detailsOf, topUpUrl } from './details.ts';
import type { MessageLinks } from './links.ts';
import type { SpendCauses } from './spend-causes.ts';

/** What a message says in a chat, before it takes the form of one. All of it is plain text. */
export interface ChatContent {
  /** Says all; it is what a phone's notification shows. */
  readonly headline: string;
  readonly severity: Severity;
  readonly sections: readonly ChatSection[];
  readonly links: readonly ChatLink[];
  /** Small print. */
  readonly notes: readonly string[];
  readonly chart?: { readonly currency: string; readonly past: readonly PastBalance[] };
}

export interface ChatSection {
  readonly title?: string;
  readonly lines: readonly ChatLine[];
}

export interface ChatLine {
  /** Absent: the line stands by itself. */
  readonly label?: string;
  readonly text: string;
  /** Further items of the same label. */
  readonly more?: readonly string[];
}

export interface ChatLink {
  readonly label: 'Report' | 'Snooze' | 'Top up';
  readonly url: string;
}

/** The balance at one time of the past, as a chart's label says it: "Mon 16 Nov". */
export interface PastBalance {
  readonly label: string;
  readonly value: number;
}

export interface ChatExtras {
  readonly isPossibleRepeat: boolean;
  readonly links?: MessageLinks;
  readonly past?: readonly PastBalance[];
  readonly causes?: SpendCauses;
}

/** Two points are a line that says nothing. */
const MIN_POINTS = 3;

export const POSSIBLE_REPEAT = 'possible repeat';

export function chatContent(
  alert: Alert,
  name: string,
  timeZone: string,
  { isPossibleRepeat, links, past = [], causes }: ChatExtras,
): ChatContent {
  const points = [...new Map(past.map((one) => [one.label, one])).values()];
  const hasCourse = points.length >= MIN_POINTS && alert.facts.balance !== undefined;
  const course = hasCourse ? sparkline(past.map(({ value }) => value)) : '';
  return {
    headline: headline(alert, name, timeZone),
    severity: alert.severity,
    sections: [{ lines: detailsOf(alert, timeZone, causes) }],
    links: chatLinks(links, topUpUrl(alert)),
    notes: [
      ...(course === '' ? [] : [`${course} since ${past[0]?.label}`]),
      ...(isPossibleRepeat ? [POSSIBLE_REPEAT] : []),
    ],
    ...(hasCourse && {
      chart: { currency: alert.facts.balance?.currency ?? '', past: points },
    }),
  };
}

export function chatLinks(
  links: MessageLinks | undefined,
  topUp: string | undefined,
): readonly ChatLink[] {
  return [
    ...(links ? [{ label: 'Report' as const, url: links.page }] : []),
    ...(links?.canSnooze ? [{ label: 'Snooze' as const, url: `${links.page}#snooze` }] : []),
    ...(topUp === undefined ? [] : [{ label: 'Top up' as const, url: topUp }]),
  ];
}

const SHORTENED = 'shortened: the page and status have all of it';

/**
 * The rendering that a service takes: lines are left out from the end on for as long as it is too long.
 * What leads, the headline and the links, stays.
 */
export function fitted<T>(
  content: ChatContent,
  render: (content: ChatContent) => T,
  fits: (rendered: T) => boolean,
): T {
  const whole = render(content);
  if (fits(whole)) return whole;
  const count = content.sections.reduce((sum, { lines }) => sum + lines.length, 0);
  for (let kept = count - 1; kept > 0; kept -= 1) {
    const shorter = render(firstLines(content, kept));
    if (fits(shorter)) return shorter;
  }
  return render(firstLines(content, 0));
}

function firstLines(content: ChatContent, count: number): ChatContent {
  let left = count;
  const sections = content.sections.flatMap((section) => {
    const lines = section.lines.slice(0, left);
    left -= lines.length;
    return lines.length === 0 ? [] : [{ ...section, lines }];
  });
  return { ...content, sections, notes: [...content.notes, SHORTENED] };
}

/** At most so many UTF-16 code units, none of them half a character. */
export function clip(text: string, max: number): string {
  return text.length <= max
    ? text
    : `${[...text]
        .slice(0, max - 1)
        .join('')
        .slice(0, max - 1)}…`;
}

export function utf8Bytes(text: string): number {
  return new TextEncoder().encode(text).length;
}
