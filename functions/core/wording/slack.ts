import type { Alert, Severity } from '../alert.ts';
import { detailsOf, topUpUrl } from './details.ts';
import { headline } from './headline.ts';
import type { SlackMessage } from './message.ts';

const SIGN: Readonly<Record<Severity, string>> = {
  info: ':information_source:',
  warning: ':warning:',
  critical: ':rotating_light:',
};

/** Slack's own limits are 150 (header) and 3,000 (text); a line of ours is far shorter. */
const MAX_HEADER = 150;

/** The first line says all; it is what a phone's notification shows. Headline and names are never read as markup. */
export function slackMessage(
  alert: Alert,
  name: string,
  timeZone: string,
  isPossibleRepeat: boolean,
): SlackMessage {
  const line = headline(alert, name, timeZone);
  const details = detailsOf(alert, timeZone).map(
    ({ label, text }) => `*${label}*  ${escapeSlack(text)}`,
  );
  const url = topUpUrl(alert);
  if (url !== undefined) details.push(`<${url}|Top up>`);
  return {
    text: escapeSlack(line),
    blocks: [
      { type: 'header', text: { type: 'plain_text', text: clip(line, MAX_HEADER), emoji: false } },
      { type: 'section', text: { type: 'mrkdwn', text: details.join('\n') } },
      {
        type: 'context',
        elements: [
          {
            type: 'mrkdwn',
            text: `${SIGN[alert.severity]} ${alert.severity}${isPossibleRepeat ? ' · possible repeat' : ''}`,
          },
        ],
      },
    ],
  };
}

/** Slack reads `<!channel>`, links and entities out of these three characters alone. */
export function escapeSlack(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

function clip(text: string, max: number): string {
  return text.length <= max
    ? text
    : `${[...text]
        .slice(0, max - 1)
        .join('')
        .slice(0, max - 1)}…`;
}
