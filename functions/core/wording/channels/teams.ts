import type { Severity } from '../../alert/alert.ts';
import { type ChatContent, type ChatLine, fitted, utf8Bytes } from '../chat.ts';

type Json = Readonly<Record<string, unknown>>;

/** What a workflow "When a Teams webhook request is received" posts. */
export interface TeamsMessage {
  readonly type: 'message';
  readonly attachments: readonly [
    {
      readonly contentType: 'application/vnd.microsoft.card.adaptive';
      readonly contentUrl: null;
      readonly content: Json;
    },
  ];
}

/** Teams takes 28 KB; the workflow's own envelope is a part of it. */
export const MAX_TEAMS_BYTES = 24 * 1_024;

const COLOR: Readonly<Record<Severity, string>> = {
  info: 'Accent',
  warning: 'Warning',
  critical: 'Attention',
};

/** An Adaptive Card 1.5. Names cannot format it: texts are escaped, and headlines are runs, which know no Markdown. */
export function teamsMessage(content: ChatContent): TeamsMessage {
  return fitted(content, messageOf, (one) => utf8Bytes(JSON.stringify(one)) <= MAX_TEAMS_BYTES);
}

function messageOf(content: ChatContent): TeamsMessage {
  return {
    type: 'message',
    attachments: [
      {
        contentType: 'application/vnd.microsoft.card.adaptive',
        contentUrl: null,
        content: cardOf(content),
      },
    ],
  };
}

function cardOf({ headline, severity, sections, links, notes }: ChatContent): Json {
  return {
    type: 'AdaptiveCard',
    $schema: 'http://adaptivecards.io/schemas/adaptive-card.json',
    version: '1.5',
    // Seen by a client that draws no cards, and by a screen reader.
    fallbackText: headline,
    speak: headline,
    msteams: { width: 'Full' },
    body: [
      textRuns(headline, { size: 'Medium', weight: 'Bolder', color: COLOR[severity] }),
      ...sections.flatMap(({ title, lines }) => [
        ...(title === undefined ? [] : [textRuns(title, { weight: 'Bolder' }, true)]),
        ...elementsOf(lines),
      ]),
      textRuns([severity, ...notes].join(' · '), { size: 'Small', isSubtle: true }, true),
    ],
    actions: links.map(({ label, url }) => ({ type: 'Action.OpenUrl', title: label, url })),
  };
}

function textRuns(text: string, style: Json, separated = false): Json {
  return {
    type: 'RichTextBlock',
    ...(separated && { spacing: 'Medium' }),
    inlines: [{ type: 'TextRun', text, ...style }],
  };
}

/** Lines with a label are facts side by side; the others are paragraphs. */
function elementsOf(lines: readonly ChatLine[]): Json[] {
  const elements: Json[] = [];
  let facts: Json[] = [];
  const endFacts = () => {
    if (facts.length > 0) elements.push({ type: 'FactSet', facts });
    facts = [];
  };
  for (const { label, text, more = [] } of lines) {
    if (label === undefined) {
      endFacts();
      elements.push(textRuns(text, {}));
      continue;
    }
    facts.push(
      { title: label, value: escapeMarkdown(text) },
      ...more.map((each) => ({ title: '·', value: escapeMarkdown(each) })),
    );
  }
  endFacts();
  return elements;
}

/** A fact's value knows emphasis, lists and links of Markdown, and dates as `{{DATE(…)}}`. */
function escapeMarkdown(text: string): string {
  return text
    .replace(/[\\`*_[\]<>]/g, '\\$&')
    .replaceAll('{{', '{\u200b{')
    .replace(/^(\s*)([-+#])(?=[\s#])/, '$1\\$2')
    .replace(/^(\s*\d+)([.)])(?=\s)/, '$1\\$2');
}
