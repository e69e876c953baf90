import type { Severity } from '../../alert/alert.ts';
import { type ChatContent, type ChatLine, clip, fitted } from '../chat.ts';
import { slackChart } from './slack-chart.ts';

/** The body of a Slack incoming webhook: `text` is what the notification shows. */
export interface SlackMessage {
  readonly text: string;
  readonly blocks: readonly Readonly<Record<string, unknown>>[];
}

const SIGN: Readonly<Record<Severity, string>> = {
  info: ':information_source:',
  warning: ':warning:',
  critical: ':rotating_light:',
};

/** Slack's own limits. */
const MAX_HEADER = 150;
const MAX_TEXT = 3_000;
const MAX_BLOCKS = 50;

/** Headline and names are never read as markup. */
export function slackMessage(content: ChatContent): SlackMessage {
  return fitted(
    content,
    (part) => ({ text: escapeSlack(part.headline), blocks: blocksOf(part) }),
    ({ blocks }) => blocks.length <= MAX_BLOCKS,
  );
}

function blocksOf(content: ChatContent): SlackMessage['blocks'] {
  const { headline, severity, sections, links, notes, chart } = content;
  const texts = sections.map(({ title, lines }) =>
    [...(title === undefined ? [] : [`*${escapeSlack(title)}*`]), ...lines.map(lineOf)].join('\n'),
  );
  const ways = links.map(({ label, url }) => `<${url}|${label}>`).join(' · ');
  const last = texts.pop() ?? '';
  const withLinks = [clip(last, MAX_TEXT - ways.length - 1), ways].filter((text) => text !== '');
  const drawn = chart && slackChart(chart.past, chart.currency);
  return [
    {
      type: 'header',
      text: { type: 'plain_text', text: clip(headline, MAX_HEADER), emoji: false },
    },
    ...texts.map(section),
    ...(withLinks.length === 0 ? [] : [section(withLinks.join('\n'))]),
    ...(drawn ? [drawn] : []),
    {
      type: 'context',
      elements: [
        {
          type: 'mrkdwn',
          text: [`${SIGN[severity]} ${severity}`, ...notes.map(escapeSlack)].join(' · '),
        },
      ],
    },
  ];
}

function section(text: string): Readonly<Record<string, unknown>> {
  return { type: 'section', text: { type: 'mrkdwn', text: clip(text, MAX_TEXT) } };
}

function lineOf({ label, text, more }: ChatLine): string {
  if (label === undefined) return escapeSlack(text);
  if (more === undefined) return `*${label}*  ${escapeSlack(text)}`;
  return [`*${label}*`, ...[text, ...more].map((each) => `• ${escapeSlack(each)}`)].join('\n');
}

/** Slack reads `<!channel>`, links and entities out of these three characters alone. */
export function escapeSlack(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
